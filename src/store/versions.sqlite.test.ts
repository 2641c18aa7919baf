import { onSqlite } from '#testing/engines.ts';
import { versionsContract } from './versions.contract.ts';

onSqlite('versions of tables', versionsContract);
