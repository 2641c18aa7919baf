import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Generated, sql } from 'kysely';
import type { StorePlace } from '#testing/store-place.ts';
import { bytesType, engineOf, fullText, insertRows, jsonText } from './dialect.ts';
import { fromMicroseconds, toMicroseconds } from './instant.ts';
import { openStore, type Store } from './open.ts';

type Tables = {
  thing: { id: number; name: string; bytes: Uint8Array | null; size: Generated<number> };
};

async function things(store: Store) {
  const connection = store.connection.$extendTables<Tables>();
  await connection.schema
    .createTable('thing')
    .addColumn('id', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('bytes', bytesType(connection))
    .addColumn('size', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  return connection;
}

/** What every engine must do; run by a test file per engine. */
export function storeContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('bytes, whole numbers and text come back as they went in, and rows are plain objects', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      const bytes = new Uint8Array([0, 1, 254, 255]);
      const size = Number.MAX_SAFE_INTEGER;
      const row = { id: 1, name: 'a\u0001 ö\u{1f6a8} \' " \\', bytes, size };
      await connection.insertInto('thing').values(row).execute();
      assert.deepStrictEqual(await connection.selectFrom('thing').selectAll().execute(), [row]);
      assert.deepStrictEqual(
        await sql`select count(*) as many from thing`.execute(connection).then((r) => r.rows),
        [{ many: 1 }],
      );
    });

    test('instants are kept to the microsecond', () => {
      const instant = Temporal.Instant.from('2026-02-24T03:02:01.123456789Z');
      assert.equal(
        fromMicroseconds(toMicroseconds(instant)).toString(),
        Temporal.Instant.from('2026-02-24T03:02:01.123456Z').toString(),
      );
    });

    test('instants beyond what a whole number tells apart are kept in their order, and can be read', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      const written = ['-271821-04-20T00:00Z', '0001-01-01T00:00Z', '2026-02-24T03:02:01Z', '9999-12-31T00:00Z'];
      const rows = [...written, '+275760-09-13T00:00Z'].map((text, id) => {
        return { id, name: text, bytes: null, size: toMicroseconds(Temporal.Instant.from(text)) };
      });
      await connection.insertInto('thing').values(rows).execute();
      const read = await connection.selectFrom('thing').select('size').orderBy('size').orderBy('id').execute();
      assert.deepEqual(
        read.map(({ size }) => size),
        rows.map(({ size }) => size),
      );
      const [first, , known, , last] = read.map(({ size }) => fromMicroseconds(size));
      assert.equal(known?.toString(), written[2]);
      assert.ok(Temporal.Instant.compare(first!, known!) < 0 && Temporal.Instant.compare(known!, last!) < 0);
    });

    test('a transaction that throws leaves nothing', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await assert.rejects(
        store.transaction(async (transaction) => {
          await transaction
            .$extendTables<Tables>()
            .insertInto('thing')
            .values({ id: 1, name: 'x', bytes: null })
            .execute();
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.deepEqual(await connection.selectFrom('thing').selectAll().execute(), []);
      await connection.insertInto('thing').values({ id: 1, name: 'x', bytes: null }).execute();
    });

    test('readers do not wait for a transaction, and do not see it before it commits', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await store.transaction(async (transaction) => {
        const inside = transaction.$extendTables<Tables>();
        await inside.insertInto('thing').values({ id: 1, name: 'x', bytes: null }).execute();
        assert.equal((await inside.selectFrom('thing').select('id').execute()).length, 1);
        assert.equal((await connection.selectFrom('thing').select('id').execute()).length, 0);
      });
      assert.equal((await connection.selectFrom('thing').select('id').execute()).length, 1);
    });

    test('concurrent transactions run in order and none is lost', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await connection.insertInto('thing').values({ id: 1, name: 'counter', bytes: null }).execute();
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.transaction(async (transaction) => {
            await sql`update thing set size = size + 1`.execute(transaction);
          }),
        ),
      );
      assert.equal((await connection.selectFrom('thing').select('size').executeTakeFirstOrThrow()).size, 20);
    });

    test('a snapshot sees one moment, whatever is committed meanwhile, and cannot write', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await store.snapshot(async (snapshot) => {
        await sql`select 1 from thing`.execute(snapshot);
        await connection.insertInto('thing').values({ id: 1, name: 'later', bytes: null }).execute();
        assert.deepEqual((await sql`select * from thing`.execute(snapshot)).rows, []);
      });
      await assert.rejects(
        store.snapshot((snapshot) => sql`insert into thing (id, name) values (2, 'x')`.execute(snapshot)),
      );
      assert.equal((await connection.selectFrom('thing').select('id').execute()).length, 1);
    });

    test('many rows go in at once; a key met again is replaced or left, also within one call', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      const rows = Array.from({ length: 333 }, (_, id) => ({
        id,
        name: `n${id}`,
        bytes: new Uint8Array([id & 255]),
      }));
      await insertRows(connection, 'thing', rows);
      await insertRows(
        connection,
        'thing',
        [
          { id: 1, name: 'first', bytes: null },
          { id: 1, name: 'second', bytes: null },
        ],
        { keys: ['id'], do: 'replace' },
      );
      await insertRows(
        connection,
        'thing',
        [
          { id: 2, name: 'ignored', bytes: null },
          { id: 1000, name: 'kept', bytes: null },
          { id: 1000, name: 'ignored', bytes: null },
        ],
        { keys: ['id'], do: 'nothing' },
      );
      const read = await connection
        .selectFrom('thing')
        .select(['id', 'name'])
        .where('id', 'in', [1, 2, 1000])
        .orderBy('id')
        .execute();
      assert.deepEqual(
        read.map(({ name: found }) => found),
        ['second', 'n2', 'kept'],
      );
      await assert.rejects(insertRows(connection, 'thing', [{ id: 5, name: 'again', bytes: null }]));
    });

    test('texts, numbers, bytes and nothing come back as they went in, one row or many at once, new or in place of others', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      const names = [
        '',
        '\\N',
        '\\.',
        '\\',
        'a\tb',
        'a\nb\r\n',
        '\\t',
        'Україна 🛰',
        "'",
        '"',
        '\u0001',
        '{"a":"\\n"}',
      ];
      const rows = names.map((name, id) => ({
        id,
        name,
        bytes: id % 3 === 0 ? null : new Uint8Array([0, 9, 10, 13, 92, id]),
      }));
      await insertRows(connection, 'thing', rows);
      await insertRows(connection, 'thing', [{ ...rows[4]!, id: names.length }]);
      const read = await connection.selectFrom('thing').select(['id', 'name', 'bytes']).orderBy('id').execute();
      assert.deepEqual(read, [...rows, { ...rows[4]!, id: names.length }]);
      const again = [
        ...rows.map((row) => ({ ...row, name: `${row.name}!` })),
        { id: 99, name: '\ud800', bytes: null },
      ];
      const buffers = again.map(({ bytes, ...row }) => ({
        ...row,
        bytes: bytes === null ? null : Buffer.from(bytes),
      }));
      await insertRows(connection, 'thing', buffers, { keys: ['id'], do: 'replace' });
      const replaced = connection
        .selectFrom('thing')
        .select(['id', 'name', 'bytes'])
        .where('id', '!=', names.length);
      assert.deepEqual(await replaced.orderBy('id').execute(), [
        ...again.slice(0, -1),
        { id: 99, name: '\ufffd', bytes: null },
      ]);
    });

    test('many rows of which one meets its key in the table do not go in, nor what came with them', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await insertRows(connection, 'thing', [{ id: 7, name: 'there', bytes: null }]);
      const many = Array.from({ length: 30 }, (_, id) => ({ id, name: 'new', bytes: null }));
      await assert.rejects(
        store.transaction(async (transaction) => {
          await insertRows(transaction, 'thing', [{ id: 100, name: 'with them', bytes: null }]);
          await insertRows(transaction, 'thing', many);
        }),
      );
      const absent = Array.from({ length: 30 }, (_, id) => ({ id, name: 'x', of: null }));
      await assert.rejects(insertRows(connection, 'thing', absent));
      const read = await connection.selectFrom('thing').select(['id', 'name']).execute();
      assert.deepEqual(read, [{ id: 7, name: 'there' }]);
    });

    test('a member of a JSON column is read as text', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const connection = await things(store);
      await connection.insertInto('thing').values({ id: 1, name: '{"a":"b","n":7}', bytes: null }).execute();
      const read = await connection
        .selectFrom('thing')
        .select([
          jsonText(store.connection, 'name', 'a').as('a'),
          jsonText(store.connection, 'name', 'n').as('n'),
          jsonText(store.connection, 'name', 'z').as('z'),
        ])
        .execute();
      assert.deepEqual(read, [{ a: 'b', n: '7', z: null }]);
    });

    test('full text finds every word asked for, forgets what is removed, and takes no operators from the asker', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await fullText.create(connection, 'words');
      const search = async (...words: readonly string[]) => {
        const asked = words.map((word) => ({ word: word.replace('*', ''), begins: word.endsWith('*') }));
        const keys = sql<{ key: string }>`${fullText.matching(connection, 'words', asked)}`;
        return (await keys.execute(connection)).rows.map(({ key }) => key).sort();
      };
      await fullText.put(connection, 'words', [
        { key: 'a', body: 'satellite modems overwritten in Europe' },
        { key: 'b', body: 'modems stolen' },
      ]);
      await fullText.put(connection, 'words', [{ key: 'b', body: 'turbines and modems' }]);
      assert.deepEqual(await search('modems', 'Europe'), ['a']);
      assert.deepEqual(await search('stolen'), []);
      assert.deepEqual(await search('mod*', 'TURB*'), ['b']);
      assert.deepEqual(await search('mod'), []);
      assert.deepEqual(await search('body:"* OR NEAR( \' & | !'), []);
      assert.deepEqual(await search(' -- '), []);
      await fullText.remove(connection, 'words', ['a']);
      assert.deepEqual(await search('modems'), ['b']);
    });

    test('identifiers, accents and writing without spaces are found alike by every engine', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const { connection } = store;
      await fullText.create(connection, 'words');
      const bodies = {
        cve: 'CVE-2024-3094 and T1059.001 at 192.0.2.77, 1e5 hosts, a_b -7 http://x.example/y?z=1',
        accents: 'Hôpital Ñandú, РАДИО, مستشفى, Straße',
        han: '北京医院的系统停止',
        empty: '',
      };
      await fullText.put(
        connection,
        'words',
        Object.entries(bodies).map(([key, body]) => ({ key, body })),
      );
      const found = async (words: string) => {
        const asked = words.split(' ').map((word) => ({ word, begins: false }));
        const keys = sql<{ key: string }>`${fullText.matching(connection, 'words', asked)}`;
        return (await keys.execute(connection)).rows.map(({ key }) => key);
      };
      for (const words of ['cve 2024 3094', 't1059 001', '192 0 2 77', '1e5', 'CVE-2024-3094', 'a b 7 z 1']) {
        assert.deepEqual(await found(words), ['cve'], words);
      }
      for (const words of ['hopital nandu', 'радио', 'مستشفى', 'straße']) {
        assert.deepEqual(await found(words), ['accents'], words);
      }
      assert.deepEqual(await found('医院'), ['han']);
      assert.deepEqual(await found('医药'), []);
    });

    test('one process at a time appends; the lock is free again when it ends', async () => {
      await using place = await makePlace();
      await using one = await openStore(place.target);
      await using other = await openStore(place.target);
      const lock = await one.tryAppenderLock();
      assert.ok(lock !== undefined);
      assert.equal(await other.tryAppenderLock(), undefined);
      assert.equal(await one.tryAppenderLock(), undefined);
      await lock[Symbol.asyncDispose]();
      await using next = await other.tryAppenderLock();
      assert.ok(next !== undefined && !next.lost.aborted);
    });

    test('a watcher hears of another store’s commit', async () => {
      await using place = await makePlace();
      await using one = await openStore(place.target);
      await using other = await openStore(place.target);
      await things(one);
      const heard = Promise.withResolvers<void>();
      await using _watch = await other.watch(() => heard.resolve());
      await one.transaction(async (transaction) => {
        await sql`insert into thing (id, name) values (1, 'x')`.execute(transaction);
        await one.wake(transaction);
      });
      await heard.promise;
    });

    test('what was committed is there after the store is closed and opened', async () => {
      await using place = await makePlace();
      {
        await using store = await openStore(place.target);
        await (await things(store)).insertInto('thing').values({ id: 7, name: 'x', bytes: null }).execute();
      }
      await using store = await openStore(place.target);
      assert.equal(engineOf(store.connection), store.engine);
      const read = await store.connection.$extendTables<Tables>().selectFrom('thing').select('id').execute();
      assert.deepEqual(read, [{ id: 7 }]);
    });
  });
}
