import { sqlitePlace } from '#testing/store-place.ts';
import { ledgerContract } from './ledger.contract.ts';

ledgerContract('a ledger on SQLite', sqlitePlace);
