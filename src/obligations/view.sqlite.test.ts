import { onSqlite } from '#testing/engines.ts';
import { viewContract } from './view.contract.ts';

onSqlite('obligations', viewContract);
