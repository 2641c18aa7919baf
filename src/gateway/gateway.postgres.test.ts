import { onPostgres } from '#testing/engines.ts';
import { gatewayContract } from './gateway.contract.ts';
import { hookContract } from './hooks/hooks.contract.ts';

await onPostgres('mail', gatewayContract);
await onPostgres('webhooks', hookContract);
