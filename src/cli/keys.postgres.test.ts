import { onPostgres } from '#testing/engines.ts';
import { keysContract } from './keys.contract.ts';

await onPostgres('Keys of a node', keysContract);
