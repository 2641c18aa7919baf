import { onSqlite } from '#testing/engines.ts';
import { searchContract } from './search.contract.ts';

onSqlite('search', searchContract);
