import { killContract } from '#ledger/kill.contract.ts';
import { onPostgres } from '#testing/engines.ts';

await onPostgres('a ledger', killContract(50));
