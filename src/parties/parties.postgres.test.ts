import { onPostgres } from '#testing/engines.ts';
import { partiesContract } from './parties.contract.ts';

await onPostgres('parties', partiesContract);
