import { sqlitePlace } from '#testing/store-place.ts';
import { pressViewContract } from './view.contract.ts';

pressViewContract('SQLite', sqlitePlace);
