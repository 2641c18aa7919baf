import { onSqlite } from '#testing/engines.ts';
import { outgoingContract } from './queue.contract.ts';

onSqlite('what waits to leave', outgoingContract);
