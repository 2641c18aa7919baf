import { onPostgres } from '#testing/engines.ts';
import { versionsContract } from './versions.contract.ts';

await onPostgres('versions of tables', versionsContract);
