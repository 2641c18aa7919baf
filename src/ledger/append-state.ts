/** What the appender begins with: an epoch of its own, and its memory made from the disk. */
import { fromMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import type { AppendState } from './appending.ts';
import { lastArrival, lastRecordedAt } from './held.ts';
import { ledgerTables, ledgerTablesIn } from './tables.ts';

/** Makes what the appender holds in memory from the database alone. Throws when tree and checkpoint do not fit. */
export async function reload(store: Store, state: AppendState): Promise<void> {
  const row = await ledgerTables(store.connection).selectFrom('appender').select('state').executeTakeFirst();
  state.standing = row?.state ?? 'open';
  state.numbers.forget();
  state.places.forget();
  await state.tree.resume(store.connection);
  state.nextArrival = (await lastArrival(store.connection)) + 1;
  state.latest = fromMicroseconds(await lastRecordedAt(store.connection));
}

/** Takes the next epoch, so that whoever appended before can no longer commit. */
export async function takeEpoch(store: Store, log: string): Promise<number> {
  return store.transaction(async (transaction) => {
    const tables = ledgerTablesIn(transaction);
    await tables
      .insertInto('appender')
      .values({ id: 1, epoch: 0, log, state: 'open' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tables
      .updateTable('appender')
      .set(({ eb }) => ({ epoch: eb('epoch', '+', 1) }))
      .where('id', '=', 1)
      .returning('epoch')
      .executeTakeFirstOrThrow();
    return row.epoch;
  });
}
