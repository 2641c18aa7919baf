import { onSqlite } from '#testing/engines.ts';
import { writingContract } from './writing.contract.ts';

onSqlite('whether a store takes writes', writingContract);
