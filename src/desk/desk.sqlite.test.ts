import { onSqlite } from '#testing/engines.ts';
import { keepingContract } from './keeping.contract.ts';
import { searchContract } from './search.contract.ts';

onSqlite('search', searchContract);
onSqlite('what the desk keeps', keepingContract);
