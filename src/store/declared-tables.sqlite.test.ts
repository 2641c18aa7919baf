import { onSqlite } from '#testing/engines.ts';
import { declaredTablesContract } from './declared-tables.contract.ts';

onSqlite('declared tables', declaredTablesContract);
