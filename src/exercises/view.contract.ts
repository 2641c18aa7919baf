import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CASE, digestOf, OTHER_CASE, recorded, type Told } from '#incidents/testing/told.ts';
import type { Recorded } from '#ledger/contract.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { readCourse } from './course.ts';
import { clockWords, exercisesView } from './view.ts';

const KEEPER = 'did:web:csirt.example';
const OTHER = 'did:web:other.example';
const at = (minute: number) => `2026-03-01T12:${String(minute).padStart(2, '0')}:00Z`;

function says(id: string, number: JsonValue, claims: Record<string, JsonValue>, more: Partial<Told> = {}): Told {
  return { id, by: KEEPER, type: 'exercise-clock', claims: { number, run_by: KEEPER, ...claims }, ...more };
}

const STORY: readonly Told[] = [
  says('start', 3, { act: 'start', effective_at: at(0), instant: at(0), speed: 60 }),
  says('speed', 5, { act: 'speed', effective_at: at(1), speed: 120 }),
  says('twin', 5, { act: 'jump', effective_at: at(1), instant: '2190-01-01T00:00:00Z' }),
  says('hold', 9, { act: 'pause', effective_at: at(9) }),
  says(
    'theirs',
    1,
    { act: 'start', effective_at: at(0), instant: at(0), speed: 7 },
    { by: OTHER, case: OTHER_CASE },
  ),
  says('withheld', 7, { act: 'jump', effective_at: at(3) }),
  says('broken', 'x', { act: 'rewind', effective_at: 'noon', instant: 7, speed: -1 }),
  { id: 'alert', by: KEEPER, type: 'incident-alert', claims: { number: 11 } },
];

const rows = ({ connection }: Store) => rowsOf(connection, exercisesView);
const words = ({ connection }: Store, most = 100) => clockWords(connection, most);

/** One suite for each engine. */
export function exercisesViewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(exercisesView, placeFor, work);
  const fold = (store: Store, records: readonly Recorded[], cuts?: readonly number[]) =>
    foldInCuts(store, exercisesView, records, cuts);

  test(`${engine}: every word about the clock is kept, and what makes no sense in it is nothing`, () =>
    withStore(async (store) => {
      await fold(store, recorded(STORY));
      const { heard, course } = readCourse(await words(store), KEEPER);
      assert.deepEqual(
        heard.map(({ digest, unheeded }) => [digest.replace(/0+$/u, ''), unheeded]),
        [
          ['theirs', 'of-another'],
          ['start', null],
          ['speed', null],
          ['twin', 'number-taken'],
          ['withheld', 'unreadable'],
          ['hold', null],
          ['broken', 'unreadable'],
        ],
      );
      assert.deepEqual(
        course.map(({ speed }) => speed),
        [60, 120, 0],
      );
    }));

  test(`${engine}: the same words come in any order of arrival, and however the records are cut into folds`, () =>
    withStore(async (store) => {
      const records = recorded(STORY);
      await fold(store, records);
      const due = readCourse(await words(store), KEEPER);
      const orders = fc.shuffledSubarray([...records], { minLength: records.length });
      const cuts = fc.array(fc.integer({ min: 1, max: records.length - 1 }), { maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(orders, cuts, async (order, cut) => {
          for (const table of exercisesView.tables) await store.connection.schema.dropTable(table).execute();
          await exercisesView.create(store.connection);
          await fold(
            store,
            order.map((one, place) => ({ ...one, arrival: place + 1 })),
            cut,
          );
          const { course, heard } = readCourse(await words(store), KEEPER);
          assert.deepEqual(course, due.course);
          assert.deepEqual(
            heard.map(({ digest, unheeded }) => [digest, unheeded]),
            due.heard.map(({ digest, unheeded }) => [digest, unheeded]),
          );
        }),
        { numRuns: 8 },
      );
    }));

  test(`${engine}: a word that arrives twice stands once, and what comes later with more of it fills the gap`, () =>
    withStore(async (store) => {
      const [start, , , , , withheld] = recorded(STORY) as [Recorded, ...Recorded[]];
      await fold(store, [start, withheld!, start]);
      const before = await words(store);
      assert.equal(before.length, 2);
      assert.equal(readCourse(before, KEEPER).course.length, 1);
      const marking = start.claims.get('speed')!.marking;
      const instant = { name: 'instant', value: '2026-04-01T00:00:00Z', marking };
      const whole = { ...withheld!, arrival: 90, claims: new Map([...withheld!.claims, ['instant', instant]]) };
      await fold(store, [whole]);
      const after = await words(store);
      assert.equal(after.length, 2);
      assert.equal(after.find(({ digest }) => digest === digestOf('withheld'))?.arrival, withheld!.arrival);
      assert.equal(readCourse(after, KEEPER).course.length, 2);
    }));

  test(`${engine}: of very many words of a party the earliest of its numbers are read, those without one last`, () =>
    withStore(async (store) => {
      await fold(store, recorded(STORY).toReversed());
      const read = await words(store, 2);
      const names = read.map(({ digest }) => digest.replace(/0+$/u, '')).sort();
      assert.deepEqual(names, ['speed', 'start', 'theirs']);
    }));

  test(`${engine}: a dropped case leaves nothing of itself and everything of the others`, () =>
    withStore(async (store) => {
      await fold(store, recorded(STORY));
      await store.transaction((transaction) => exercisesView.drop(transaction, CASE));
      const left = Object.values(await rows(store)).flat();
      assert.equal(left.length, 1);
      assert.match(left[0] ?? '', /theirs/u);
    }));
}
