import { onSqlite } from '#testing/engines.ts';
import { hostileContract } from './hostile.contract.ts';

onSqlite('A hostile federation', hostileContract([1, 2]));
