import { onPostgres } from '#testing/engines.ts';
import { gatewayStepsContract } from './steps.contract.ts';

await onPostgres('the gateway of an earlier version', gatewayStepsContract);
