import { onSqlite } from '#testing/engines.ts';
import { nodeViewsContract } from './node-views.contract.ts';

onSqlite('views of a node', nodeViewsContract);
