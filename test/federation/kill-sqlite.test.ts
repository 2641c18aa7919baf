import { killContract } from '#testing/crash/kill.contract.ts';
import { onSqlite } from '#testing/engines.ts';

onSqlite('Two nodes', killContract(3));
