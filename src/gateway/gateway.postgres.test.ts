import { onPostgres } from '#testing/engines.ts';
import { gatewayContract } from './gateway.contract.ts';

await onPostgres('mail', gatewayContract);
