import { onSqlite } from '#testing/engines.ts';
import { enrolmentRequestContract } from './enrolment-request.contract.ts';

onSqlite('enrolment', enrolmentRequestContract);
