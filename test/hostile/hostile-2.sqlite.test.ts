import { onSqlite } from '#testing/engines.ts';
import { hostileContract } from './hostile.contract.ts';

onSqlite('Another hostile federation', hostileContract([3, 4]));
