import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf, OTHER_CASE, recorded, type Told } from '#incidents/testing/told.ts';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { pressAbout, pressView } from './view.ts';

const CSIRT = 'did:web:csirt.example';
const GRID = 'did:web:grid.example';
const words = { stage: 'holding', language: 'en', headline: 'x', text: 'y' };

const STORY: readonly Told[] = [
  {
    id: 'a',
    by: CSIRT,
    type: 'public-line',
    claims: { ...words, embargo: { local: '2026-03-02T10:00', zone: 'Europe/Paris' } },
  },
  { id: 'b', by: CSIRT, type: 'line-publication', claims: { ...words, line: digestOf('a') } },
  { id: 'c', by: GRID, type: 'line-withdrawal', claims: { line: digestOf('a'), reason: 'x' } },
  {
    id: 'd',
    by: CSIRT,
    type: 'naming-consultation',
    case: OTHER_CASE,
    claims: { operator: GRID, answer_by: '2026-03-02T10:00:00Z' },
  },
  {
    id: 'e',
    by: GRID,
    type: 'naming-answer',
    case: OTHER_CASE,
    claims: { consultation: digestOf('d'), answer: 'objects' },
  },
  { id: 'f', by: GRID, type: 'public-line', case: null, claims: { embargo: 7, names: ['x'], text: 3 } },
  {
    id: 'g',
    by: CSIRT,
    type: 'naming-consultation',
    claims: { operator: 7, answer_by: '2026-02-30T10:00:00Z' },
  },
  { id: 'h', by: CSIRT, type: 'incident-alert', claims: { line: digestOf('a') } },
];

const rows = ({ connection }: Store) => rowsOf(connection, pressView);
const fold = (store: Store, told: readonly Told[], cuts?: readonly number[]) =>
  foldInCuts(store, pressView, recorded(told), cuts);

/** One suite for each engine. */
export function pressViewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(pressView, placeFor, work);

  test(`${engine}: a line is found with its hour and all that was said about it, by whoever said it`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const about = await pressAbout(store.connection, digestOf('a'));
      assert.deepEqual(
        about.map(({ type, issuer }) => [type, issuer]),
        [
          ['public-line', CSIRT],
          ['line-publication', CSIRT],
          ['line-withdrawal', GRID],
        ],
      );
      assert.equal(about[0]?.until?.toString(), '2026-03-02T09:00:00Z');
      const [asked, answer] = await pressAbout(store.connection, digestOf('d'));
      assert.deepEqual([asked?.party, answer?.answer], [GRID, 'objects']);
    }));

  test(`${engine}: claims of any shape are taken for what they are not said to be`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      for (const id of ['f', 'g']) {
        const [odd] = await pressAbout(store.connection, digestOf(id));
        assert.deepEqual([odd?.until, odd?.party], [null, null]);
      }
    }));

  test(`${engine}: the same rows come however the records are cut into folds`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const due = await rows(store);
      assert.equal(due.press_statement?.length, 7);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: STORY.length - 1 }), { maxLength: 4 }),
          async (cuts) => {
            await store.connection.schema.dropTable('press_statement').execute();
            await pressView.create(store.connection);
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
      await store.transaction((transaction) => pressView.drop(transaction, OTHER_CASE));
      assert.equal((await rows(store)).press_statement?.length, 5);
      assert.deepEqual(await pressAbout(store.connection, digestOf('d')), []);
    }));
}
