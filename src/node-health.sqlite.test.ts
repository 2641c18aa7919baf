import { onSqlite } from '#testing/engines.ts';
import { nodeHealthContract } from './node-health.contract.ts';

onSqlite('the health of a node', nodeHealthContract);
