import { onSqlite } from '#testing/engines.ts';
import { hookContract } from './hooks.contract.ts';

onSqlite('webhooks', hookContract);
