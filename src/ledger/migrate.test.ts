import { test } from 'node:test';
import { postgresPlace, sqlitePlace } from '#testing/store-place.ts';
import { migrateContract } from './migrate.contract.ts';

migrateContract('a move within SQLite', sqlitePlace, sqlitePlace);

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  const somePlace = async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  };
  migrateContract('a move from SQLite to PostgreSQL and back', sqlitePlace, somePlace);
  migrateContract('a move from PostgreSQL to SQLite and back', somePlace, sqlitePlace);
} else {
  test('a move between SQLite and PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
