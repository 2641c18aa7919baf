import { onPostgres, onSqlite } from '#testing/engines.ts';
import { draftListContract } from './draft-list.contract.ts';

onSqlite('the workspace', draftListContract);
await onPostgres('the workspace', draftListContract);
