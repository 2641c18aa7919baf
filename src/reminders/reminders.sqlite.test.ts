import { onSqlite } from '#testing/engines.ts';
import { remindersContract } from './reminders.contract.ts';

onSqlite('reminders', remindersContract);
