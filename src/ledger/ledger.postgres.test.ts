import { onPostgres } from '#testing/engines.ts';
import { appendContract } from './append.contract.ts';
import { arrivalContract } from './arrival.contract.ts';
import { signedContract } from './signed.contract.ts';

await onPostgres('a ledger', appendContract, arrivalContract, signedContract);
