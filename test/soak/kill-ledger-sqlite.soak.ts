import { killContract } from '#ledger/kill.contract.ts';
import { onSqlite } from '#testing/engines.ts';

onSqlite('a ledger', killContract(50));
