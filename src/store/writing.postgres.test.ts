import { onPostgres } from '#testing/engines.ts';
import { writingContract } from './writing.contract.ts';

await onPostgres('whether a store takes writes', writingContract);
