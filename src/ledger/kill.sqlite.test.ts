import { onSqlite } from '#testing/engines.ts';
import { killContract } from './kill.contract.ts';

onSqlite('a ledger', killContract(3));
