import { onSqlite } from '#testing/engines.ts';
import { partiesContract } from './parties.contract.ts';

onSqlite('parties', partiesContract);
