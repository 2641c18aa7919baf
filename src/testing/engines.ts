/** Registers one contract suite for each engine this machine has. */
import { test } from 'node:test';
import { postgresPlace, type StorePlace, sqlitePlace } from './store-place.ts';

export type Contract = (name: string, makePlace: () => Promise<StorePlace>) => void;

export function onSqlite(what: string, ...contracts: readonly Contract[]): void {
  for (const contract of contracts) contract(`${what} on SQLite`, sqlitePlace);
}

/** Skipped, with the reason, where there is no PostgreSQL. */
export async function onPostgres(what: string, ...contracts: readonly Contract[]): Promise<void> {
  const first = await postgresPlace();
  if (!first.ok) {
    test(`${what} on PostgreSQL`, { skip: first.refusal.sentence }, () => undefined);
    return;
  }
  await first.value[Symbol.asyncDispose]();
  for (const contract of contracts) {
    contract(`${what} on PostgreSQL`, async () => {
      const place = await postgresPlace();
      if (!place.ok) throw new Error(place.refusal.sentence);
      return place.value;
    });
  }
}
