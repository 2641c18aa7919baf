import { onPostgres } from '#testing/engines.ts';
import { appendContract } from './append.contract.ts';

await onPostgres('a ledger', appendContract);
