import { onSqlite } from '#testing/engines.ts';
import { appendContract } from './append.contract.ts';
import { arrivalContract } from './arrival.contract.ts';
import { checkpointContract } from './checkpoint.contract.ts';
import { processesContract } from './processes.contract.ts';
import { provenContract } from './proven.contract.ts';
import { readingContract } from './reading.contract.ts';
import { signedContract } from './signed.contract.ts';

onSqlite(
  'a ledger',
  appendContract,
  arrivalContract,
  signedContract,
  provenContract,
  readingContract,
  checkpointContract,
  processesContract,
);
