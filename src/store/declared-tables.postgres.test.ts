import { onPostgres } from '#testing/engines.ts';
import { declaredTablesContract } from './declared-tables.contract.ts';

await onPostgres('declared tables', declaredTablesContract);
