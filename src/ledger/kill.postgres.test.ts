import { onPostgres } from '#testing/engines.ts';
import { killContract } from './kill.contract.ts';

await onPostgres('a ledger', killContract(3));
