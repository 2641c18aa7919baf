import { onPostgres } from '#testing/engines.ts';
import { borderViewContract } from './view.contract.ts';

await onPostgres('border', borderViewContract);
