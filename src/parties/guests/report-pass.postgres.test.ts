import { onPostgres } from '#testing/engines.ts';
import { reportPassContract } from './report-pass.contract.ts';

await onPostgres('codes of unfinished reports', reportPassContract);
