import { killContract } from '#testing/crash/kill.contract.ts';
import { onPostgres } from '#testing/engines.ts';

await onPostgres('Two nodes', killContract(3));
