import { onSqlite } from '#testing/engines.ts';
import { nodeTablesContract } from './node-tables.contract.ts';

onSqlite('tables of a node', nodeTablesContract);
