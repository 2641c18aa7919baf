import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { recorded, type Told } from '#incidents/testing/told.ts';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { borderView, footprintsBy, footprintsTouching, linksKnown } from './view.ts';

const GRID = 'did:web:grid.example';
const MILL = 'did:web:mill.example';
const BAKERY = 'did:web:bakery.example';
const CSIRT = 'did:web:csirt.example';
const QUIET = '4a3c2b1a-0000-4000-8000-00000000000a';

function says(id: string, subject: string, on: readonly unknown[], by = subject): Told {
  const claims = { subject, service: 'service', depends_on: on as never };
  return { id, by, type: 'service-footprint', case: QUIET, claims };
}

const STORY: readonly Told[] = [
  says('a', GRID, []),
  says('b', MILL, [
    { party: GRID, service: 'power' },
    { name: 'A carrier', service: 'transport' },
  ]),
  says('c', BAKERY, [
    { party: MILL, service: 'flour' },
    { party: GRID, service: 'power' },
  ]),
  says('d', GRID, [], CSIRT),
  {
    id: 'e',
    by: CSIRT,
    type: 'sector-link',
    claims: { sector: 'energy', state: 'XV', other_state: 'XA', how: 'x' },
  },
  { id: 'f', by: CSIRT, type: 'border-decision', claims: { state: 'XA', decision: 'tell' } },
  { id: 'g', by: CSIRT, type: 'border-decision', case: null, claims: { state: 7 } },
  { id: 'h', by: MILL, type: 'service-footprint', claims: { subject: 'not a party', depends_on: 'everything' } },
  { id: 'i', by: MILL, type: 'incident-alert', claims: { subject: MILL } },
];

const rows = ({ connection }: Store) => rowsOf(connection, borderView);
const fold = (store: Store, told: readonly Told[], cuts?: readonly number[]) =>
  foldInCuts(store, borderView, recorded(told), cuts);

/** One suite for each engine. */
export function borderViewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(borderView, placeFor, work);

  test(`${engine}: footprints of the parties hit and of whoever rests on them are found, a few steps far`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const names = new Map(recorded(STORY).map(({ digest }, at) => [digest, STORY[at]!.id]));
      const found = async (steps: number, ...hit: string[]) =>
        (await footprintsTouching(store.connection, hit, steps)).map((digest) => names.get(digest)).join('');
      assert.equal(await found(0, MILL), 'cb');
      assert.equal(await found(3, GRID), 'dcba');
      assert.equal(await found(3, 'did:web:nobody.example'), '');
      assert.equal(await found(3), '');
    }));

  test(`${engine}: what a party said is listed newest first, and links by anybody`, () =>
    withStore(async (store) => {
      await fold(store, [...STORY, says('j', GRID, [])]);
      assert.equal((await footprintsBy(store.connection, GRID)).length, 2);
      assert.equal((await linksKnown(store.connection)).length, 1);
    }));

  test(`${engine}: the same rows come however the records are cut into folds`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const due = await rows(store);
      assert.equal(Object.values(due).flat().length, 10);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: STORY.length - 1 }), { maxLength: 4 }),
          async (cuts) => {
            for (const table of borderView.tables) await store.connection.schema.dropTable(table).execute();
            await borderView.create(store.connection);
            await fold(store, STORY, cuts);
            assert.deepEqual(await rows(store), due);
          },
        ),
        { numRuns: 6 },
      );
    }));

  test(`${engine}: a dropped case leaves nothing of itself and everything of the others`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      await store.transaction((transaction) => borderView.drop(transaction, QUIET));
      const left = Object.values(await rows(store)).flat();
      assert.equal(left.length, 3);
      assert.ok(left.every((row) => !row.includes(QUIET)));
    }));
}
