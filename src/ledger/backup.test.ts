import { onPostgres, onSqlite } from '#testing/engines.ts';
import { backupContract } from './backup.contract.ts';

onSqlite('a backup', backupContract);
await onPostgres('a backup', backupContract);
