import { onSqlite } from '#testing/engines.ts';
import { gatewayStepsContract } from './steps.contract.ts';

onSqlite('the gateway of an earlier version', gatewayStepsContract);
