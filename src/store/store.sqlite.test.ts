import { sqlitePlace } from '#testing/store-place.ts';
import { storeContract } from './store.contract.ts';

storeContract('a store on SQLite', sqlitePlace);
