import { onPostgres } from '#testing/engines.ts';
import { nodeViewsContract } from './node-views.contract.ts';

await onPostgres('views of a node', nodeViewsContract);
