import { onPostgres } from '#testing/engines.ts';
import { hostileContract } from './hostile.contract.ts';

await onPostgres('A hostile federation', hostileContract([5, 6]));
