import { onPostgres } from '#testing/engines.ts';
import { stepsContract } from './steps.contract.ts';

await onPostgres('reminders of the version before', stepsContract);
