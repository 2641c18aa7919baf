import { onSqlite } from '#testing/engines.ts';
import { exercisesViewContract } from './view.contract.ts';

onSqlite('exercises', exercisesViewContract);
