import { onPostgres } from '#testing/engines.ts';
import { earlierTablesContract } from './earlier-tables.contract.ts';

await onPostgres('tables of another version', earlierTablesContract);
