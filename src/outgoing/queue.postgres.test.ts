import { onPostgres } from '#testing/engines.ts';
import { outgoingContract } from './queue.contract.ts';

await onPostgres('what waits to leave', outgoingContract);
