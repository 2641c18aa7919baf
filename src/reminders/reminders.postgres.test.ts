import { onPostgres } from '#testing/engines.ts';
import { remindersContract } from './reminders.contract.ts';

await onPostgres('reminders', remindersContract);
