import { onSqlite } from '#testing/engines.ts';
import { keysContract } from './keys.contract.ts';

onSqlite('Keys of a node', keysContract);
