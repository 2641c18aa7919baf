import { onPostgres } from '#testing/engines.ts';
import { nodeHealthContract } from './node-health.contract.ts';

await onPostgres('the health of a node', nodeHealthContract);
