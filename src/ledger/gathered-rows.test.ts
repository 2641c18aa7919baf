import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '#store/open.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { GatheredRows } from './gathered-rows.ts';

test('rows that come in parts are all in when their part is, however the parts fall together', async () => {
  await using place = await sqlitePlace();
  await using store = await openStore(place.target);
  await sql`create table part (id integer primary key)`.execute(store.connection);
  await store.transaction(async (transaction) => {
    const gathered = new GatheredRows(transaction, 'part');
    const many = async () =>
      (await sql<{ many: number }>`select count(*) as many from part`.execute(transaction)).rows[0]?.many;
    const parts: Promise<void>[] = [];
    for (let at = 0; at < 200; at++) {
      const stored = gathered.put([{ id: at }]);
      parts.push(stored);
      for (let turns = at % 23; turns > 0; turns--) await Promise.resolve();
    }
    await gathered.put([]);
    await Promise.all(parts);
    assert.equal(await many(), 200);
    await gathered.put([{ id: 1000 }]);
    assert.equal(await many(), 201);
    await assert.rejects(Promise.all([gathered.put([{ id: 1000 }]), gathered.put([{ id: 1001 }])]));
  });
});
