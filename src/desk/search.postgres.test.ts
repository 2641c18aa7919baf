import { onPostgres } from '#testing/engines.ts';
import { searchContract } from './search.contract.ts';

await onPostgres('search', searchContract);
