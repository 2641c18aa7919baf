import { killContract } from '#testing/crash/kill.contract.ts';
import { onPostgres, onSqlite } from '#testing/engines.ts';

onSqlite('Two nodes', killContract(50));
await onPostgres('Two nodes', killContract(50));
