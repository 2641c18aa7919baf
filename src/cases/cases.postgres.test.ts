import { onPostgres } from '#testing/engines.ts';
import { casesContract } from './cases.contract.ts';

await onPostgres('what a desk keeps about a case', casesContract);
