import { onSqlite } from '#testing/engines.ts';
import { hostileContract } from './hostile.contract.ts';

onSqlite('A third hostile federation', hostileContract([7, 8]));
