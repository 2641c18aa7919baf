import { onSqlite } from '#testing/engines.ts';
import { earlierTablesContract } from './earlier-tables.contract.ts';

onSqlite('tables of another version', earlierTablesContract);
