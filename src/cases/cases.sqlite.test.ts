import { onSqlite } from '#testing/engines.ts';
import { casesContract } from './cases.contract.ts';

onSqlite('what a desk keeps about a case', casesContract);
