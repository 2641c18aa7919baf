import { onPostgres } from '#testing/engines.ts';
import { storeContract } from './store.contract.ts';

await onPostgres('a store', storeContract);
