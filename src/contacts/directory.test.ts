import { onPostgres, onSqlite } from '#testing/engines.ts';
import { directoryContract } from './directory.contract.ts';

onSqlite('the directory', directoryContract);
await onPostgres('the directory', directoryContract);
