import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { StorePlace } from '#testing/store-place.ts';
import { asDeclared, storedTable } from '#testing/stored-tables.ts';
import { declareTables, optionalText, text } from './declared-tables.ts';
import { engineOf } from './dialect.ts';
import { openStore } from './open.ts';
import { createTables, dropTables } from './table-set.ts';
import type { Column, TableShape } from './table-shape.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'order', 'case_id'] as const;
const TYPES: readonly Column[] = ['text', 'text?', 'bigint', 'bigint?', 'integer', 'integer?', 'bytes', 'bytes?'];

/** Any columns; keys, indexes and what is there once over some of those that may not be empty. */
const anyShape: fc.Arbitrary<TableShape> = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 }), fc.constantFrom(...TYPES))
  .chain(([others, type]) =>
    fc.record({
      others: fc.constant(others),
      types: fc.array(fc.constantFrom(...TYPES, type), { minLength: NAMES.length, maxLength: NAMES.length }),
      isNamed: fc.boolean(),
      indexes: fc.uniqueArray(fc.subarray(['id', ...others], { minLength: 1 }), {
        selector: (on) => on.join(),
        maxLength: 3,
      }),
      isUnique: fc.boolean(),
      unique: fc.subarray(others),
      keyWith: fc.subarray(others),
    }),
  )
  .map(({ others, types, isNamed, indexes, isUnique, unique, keyWith }): TableShape => {
    const columns: Record<string, Column> = { id: 'text' };
    for (const [at, name] of others.entries()) columns[name] = types[at]!;
    const whole = keyWith.filter((name) => !columns[name]!.endsWith('?'));
    return {
      columns,
      ...(isNamed ? { key: ['id', ...whole] } : {}),
      indexes: indexes.map((on, at) =>
        at === 0 && isUnique ? { on, name: 'thing_once', unique: true, where: 'id is not null' } : on,
      ),
      unique,
    };
  });

const PAIR = declareTables({
  left: {
    columns: { digest: 'text', case_id: 'text?', kind: text<'one' | 'two'>(), sort: optionalText<'some'>() },
  },
  right: {
    columns: { digest: 'text', case_id: 'text', bytes: 'bytes', many: 'bigint?' },
    key: ['case_id', 'digest'],
  },
  none: { columns: { id: 'whole', text: 'text' } },
});

export function declaredTablesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('whatever is declared stands in the store so: columns, keys, indexes, and what may be empty', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const engine = engineOf(store.connection);
      const property = fc.asyncProperty(anyShape, async (shape) => {
        await dropTables(store.connection, ['thing']);
        const things = declareTables({ thing: shape });
        await things.create(store.connection);
        await things.create(store.connection);
        assert.deepEqual(await storedTable(store.connection, 'thing'), asDeclared(engine, 'thing', shape));
      });
      await fc.assert(property, { numRuns: 40 });
    });

    test('rows come back as their types say, and a case is dropped from each table that names cases', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await PAIR.create(store.connection);
      const tables = PAIR.in(store.connection);
      const bytes = new Uint8Array([0, 255]);
      const lefts = (['one', 'two'] as const).map((kind) => ({ digest: kind, case_id: kind, kind, sort: null }));
      const rights = ['one', 'two'].map((case_id) => ({ digest: 'same', case_id, bytes, many: 1 }));
      await tables
        .insertInto('left')
        .values([...lefts, { digest: 'three', case_id: null, kind: 'one', sort: 'some' }])
        .execute();
      await tables.insertInto('right').values(rights).execute();
      await tables.insertInto('none').values({ id: 1, text: 'one' }).execute();
      await store.transaction((transaction) => PAIR.dropCase(transaction, 'one'));
      assert.deepEqual(await tables.selectFrom('left').selectAll().orderBy('digest').execute(), [
        { digest: 'three', case_id: null, kind: 'one', sort: 'some' },
        lefts[1],
      ]);
      assert.deepEqual(await tables.selectFrom('right').selectAll().execute(), [rights[1]]);
      assert.deepEqual(await tables.selectFrom('none').selectAll().execute(), [{ id: 1, text: 'one' }]);
    });

    test('a set that an earlier version created gains its new columns before their indexes, and keeps its rows', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      const before = declareTables({ thing: { columns: { id: 'text', word: 'text' } } });
      const columns = { id: 'text', word: 'text', until: 'bigint?' } as const;
      const after = declareTables({ thing: { columns, indexes: [['until', 'word']] } });
      await createTables(store, [before.asSet('things')]);
      await before.in(store.connection).insertInto('thing').values({ id: '1', word: 'kept' }).execute();
      await createTables(store, [after.asSet('things')]);
      const engine = engineOf(store.connection);
      const { thing } = after.asView.shapes;
      assert.deepEqual(await storedTable(store.connection, 'thing'), asDeclared(engine, 'thing', thing!));
      assert.deepEqual(await after.in(store.connection).selectFrom('thing').selectAll().execute(), [
        { id: '1', word: 'kept', until: null },
      ]);
    });

    test('keys are named, the first column where none is', () => {
      assert.deepEqual(PAIR.keys, { left: ['digest'], right: ['case_id', 'digest'], none: ['id'] });
    });
  });
}
