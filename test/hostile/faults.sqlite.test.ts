import { onSqlite } from '#testing/engines.ts';
import { faultsContract } from './faults.contract.ts';

onSqlite('A hostile federation', faultsContract);
