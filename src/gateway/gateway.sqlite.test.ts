import { onSqlite } from '#testing/engines.ts';
import { gatewayContract } from './gateway.contract.ts';
import { hookContract } from './hooks/hooks.contract.ts';

onSqlite('mail', gatewayContract);
onSqlite('webhooks', hookContract);
