import { onSqlite } from '#testing/engines.ts';
import { gatewayContract } from './gateway.contract.ts';

onSqlite('mail', gatewayContract);
