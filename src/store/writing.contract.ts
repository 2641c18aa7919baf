import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { refuseWrites } from '#testing/refuse-writes.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { plainTables } from './dialect.ts';
import { openStore } from './open.ts';
import { Writing } from './writing.ts';

export function writingContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('a store that takes writes says so, and keeps nothing of the trial', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      assert.equal(await store.writing.refusing(), undefined);
      assert.deepEqual(await plainTables(store.connection), ['write_trial']);
      const left = await sql`select 1 from write_trial`.execute(store.connection);
      assert.deepEqual(left.rows, []);
    });

    test('one that refuses them is found out at the first write that fails, with its moment, and mends by itself', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      assert.equal(await store.writing.refusing(), undefined);
      const before = Temporal.Now.instant();
      const allow = await refuseWrites(store);
      await assert.rejects(
        store.transaction((transaction) => sql`select 1 / 0 from nowhere`.execute(transaction)),
      );
      const failed = Temporal.Now.instant();
      const refusing = await store.writing.refusing();
      assert.ok(refusing !== undefined);
      assert.ok(Temporal.Instant.compare(before, refusing.since) <= 0);
      assert.ok(Temporal.Instant.compare(refusing.since, failed) <= 0);
      assert.equal(await store.writing.refusing(), refusing, 'what was found is told again, without a trial');
      await allow();
      // Asked anew, as after the time for which an answer is kept.
      const anew = new Writing(store.connection);
      assert.equal(await anew.refusing(), undefined);
    });

    test('one in which something else has been writing for longer than anybody waits is not called well', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      assert.equal(await store.writing.refusing(), undefined);
      const impatient = new Writing(store.connection, 50);
      const { promise, resolve } = Promise.withResolvers<void>();
      const long = store.transaction(async (transaction) => {
        await sql`insert into write_trial (bytes) select bytes from write_trial`.execute(transaction);
        await sql`alter table write_trial rename to write_trial_held`.execute(transaction);
        await promise;
        await sql`alter table write_trial_held rename to write_trial`.execute(transaction);
      });
      const refusing = await impatient.refusing();
      assert.match(String(refusing?.cause), /not done within 50 ms/u);
      resolve();
      await long;
      assert.equal(await impatient.refusing(), undefined);
    });
  });
}
