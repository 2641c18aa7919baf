import { sqlitePlace } from '#testing/store-place.ts';
import { viewContract } from './view.contract.ts';

viewContract('SQLite', sqlitePlace);
