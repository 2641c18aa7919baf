import { onSqlite } from '#testing/engines.ts';
import { appendContract } from './append.contract.ts';

onSqlite('a ledger', appendContract);
