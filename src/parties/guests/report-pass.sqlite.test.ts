import { onSqlite } from '#testing/engines.ts';
import { reportPassContract } from './report-pass.contract.ts';

onSqlite('codes of unfinished reports', reportPassContract);
