import { onPostgres } from '#testing/engines.ts';
import { exercisesViewContract } from './view.contract.ts';

await onPostgres('exercises', exercisesViewContract);
