import { onSqlite } from '#testing/engines.ts';
import { borderViewContract } from './view.contract.ts';

onSqlite('border', borderViewContract);
