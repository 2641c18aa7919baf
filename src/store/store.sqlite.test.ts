import { onSqlite } from '#testing/engines.ts';
import { storeContract } from './store.contract.ts';

onSqlite('a store', storeContract);
