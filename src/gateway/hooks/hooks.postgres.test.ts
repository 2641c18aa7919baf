import { onPostgres } from '#testing/engines.ts';
import { hookContract } from './hooks.contract.ts';

await onPostgres('webhooks', hookContract);
