import { onPostgres, onSqlite } from '#testing/engines.ts';
import { unheardCommitContract } from './unheard-commit.contract.ts';

onSqlite('a ledger', unheardCommitContract);
await onPostgres('a ledger', unheardCommitContract);
