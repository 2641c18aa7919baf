import { onPostgres } from '#testing/engines.ts';
import { keepingContract } from './keeping.contract.ts';
import { searchContract } from './search.contract.ts';

await onPostgres('search', searchContract);
await onPostgres('what the desk keeps', keepingContract);
