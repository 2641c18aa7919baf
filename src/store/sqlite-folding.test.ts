import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { sqlitePlace } from '#testing/store-place.ts';
import { insertRows, scrub } from './dialect.ts';
import { openStore, SQLITE_FILE, type Store } from './open.ts';

const TEXT = 'a text of some kilobytes; '.repeat(250);
const ROWS_AT_ONCE = 100;
const WAIT_MS = 20_000;
const SECRET = 'what must not stay on any page';

async function opened(folder: string): Promise<Store> {
  const store = await openStore({ folder });
  await sql`create table if not exists note (id integer primary key, text text not null)`.execute(
    store.connection,
  );
  return store;
}

async function fill(store: Store, from: number, count: number, text = TEXT): Promise<void> {
  for (let at = from; at < from + count; at += ROWS_AT_ONCE) {
    const rows = Array.from({ length: ROWS_AT_ONCE }, (_, row) => ({ id: at + row, text }));
    await store.transaction((transaction) => insertRows(transaction, 'note', rows));
  }
}

function unfolded(folder: string): number {
  const database = new DatabaseSync(join(folder, SQLITE_FILE));
  const { log, checkpointed } = database.prepare('pragma wal_checkpoint(noop)').get() as Record<string, number>;
  // Closed while the store holds its own handles, so that closing folds nothing.
  database.close();
  return (log ?? 0) - (checkpointed ?? 0);
}

describe('folding the write-ahead log', () => {
  test('goes on beside the writer, and every row is read as it was written', async () => {
    await using place = await sqlitePlace();
    await using store = await opened(place.folder);
    await fill(store, 0, 1_500);
    assert.ok(unfolded(place.folder) >= 1_500, 'little is not folded');
    await fill(store, 1_500, 1_500);
    const deadline = performance.now() + WAIT_MS;
    while (unfolded(place.folder) >= 1_500) {
      assert.ok(performance.now() < deadline, 'nothing was folded');
      await wait(10);
    }
    const { rows } = await sql<{ many: number }>`select count(*) as many from note where text = ${TEXT}`.execute(
      store.connection,
    );
    assert.equal(rows[0]?.many, 3_000);
  });

  test('under load the log begins anew, and does not grow for ever', async () => {
    await using place = await sqlitePlace();
    await using store = await opened(place.folder);
    await fill(store, 0, 25_000);
    const megabytes = statSync(join(place.folder, `${SQLITE_FILE}-wal`)).size / 2 ** 20;
    assert.ok(megabytes < 100, `the log has ${megabytes} MB, of 200 written`);
  });

  test('what is erased while the log is being folded is in no file afterwards', async () => {
    await using place = await sqlitePlace();
    await using store = await opened(place.folder);
    await fill(store, 0, 2_900, `${SECRET} ${TEXT}`);
    await sql`update note set text = 'erased'`.execute(store.connection);
    await fill(store, 5_000, 100);
    await scrub(store.connection);
    assert.equal(statSync(join(place.folder, `${SQLITE_FILE}-wal`)).size, 0);
    assert.ok(!readFileSync(join(place.folder, SQLITE_FILE)).includes(SECRET));
  });
});
