import { onPostgres } from '#testing/engines.ts';
import { nodeTablesContract } from './node-tables.contract.ts';

await onPostgres('tables of a node', nodeTablesContract);
