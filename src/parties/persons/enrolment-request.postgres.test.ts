import { onPostgres } from '#testing/engines.ts';
import { enrolmentRequestContract } from './enrolment-request.contract.ts';

await onPostgres('enrolment', enrolmentRequestContract);
