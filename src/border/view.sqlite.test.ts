import { sqlitePlace } from '#testing/store-place.ts';
import { borderViewContract } from './view.contract.ts';

borderViewContract('SQLite', sqlitePlace);
