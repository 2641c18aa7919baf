import { onSqlite } from '#testing/engines.ts';
import { stepsContract } from './steps.contract.ts';

onSqlite('reminders of the version before', stepsContract);
