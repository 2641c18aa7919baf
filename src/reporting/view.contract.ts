import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CASE, digestOf, OTHER_CASE, recorded, type Told } from '#incidents/testing/told.ts';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { declarationsIn, reportingView, reportsAmong } from './view.ts';

const HOSPITAL = 'did:web:hospital.example';
const GRID = 'did:web:grid.example';
const CSIRT = 'did:web:csirt.example';

function applies(id: string, by: string, claims: Told['claims'], more: Partial<Told> = {}): Told {
  return {
    id,
    by,
    type: 'regime-applies',
    claims: { regime: 'law', version: 1, applies: true, ...claims },
    ...more,
  };
}

const STORY: readonly Told[] = [
  applies('a', HOSPITAL, { addressees: [{ role: 'csirt', party: CSIRT }] }),
  applies('b', GRID, { applies: false }),
  applies('c', HOSPITAL, { version: 2 }),
  applies('d', HOSPITAL, { regime: 'other' }, { case: OTHER_CASE }),
  { id: 'e', by: HOSPITAL, type: 'regulatory-report', claims: { regime: 'law', stage: 'early-warning' } },
  { id: 'f', by: HOSPITAL, type: 'incident-alert', claims: { regime: 'law', version: 1, applies: true } },
  applies('g', GRID, { version: 'one' }),
  applies('h', GRID, { regime: 7 }),
  { id: 'i', by: GRID, type: 'regulatory-report', claims: { regime: 'law' } },
  applies('j', GRID, { addressees: [null, { role: 7 }, { role: 'csirt', party: CSIRT }] }, { case: OTHER_CASE }),
  applies('k', GRID, {}, { case: null }),
  { id: 'l', by: HOSPITAL, type: 'regulatory-report', claims: { regime: 'law', stage: 'final' } },
  { id: 'm', by: HOSPITAL, type: 'report-withdrawal', claims: { withdraws: [digestOf('e')] } },
  { id: 'n', by: GRID, type: 'report-withdrawal', claims: { withdraws: [digestOf('l')] } },
  { id: 'o', by: GRID, type: 'report-withdrawal', claims: { withdraws: 'everything' } },
];

const rows = ({ connection }: Store) => rowsOf(connection, reportingView);
const fold = (store: Store, cuts?: readonly number[]) => foldInCuts(store, reportingView, recorded(STORY), cuts);

/** One suite for each engine. */
export function viewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(reportingView, placeFor, work);

  test(`the newest word of each party on each regime counts, on ${engine}`, () =>
    withStore(async (store) => {
      await fold(store);
      const found = await declarationsIn(store.connection, [CASE, OTHER_CASE]);
      assert.deepEqual(
        [...found.keys()].sort(),
        [
          `${CASE} ${GRID} law`,
          `${CASE} ${HOSPITAL} law`,
          `${OTHER_CASE} ${GRID} law`,
          `${OTHER_CASE} ${HOSPITAL} other`,
        ].sort(),
      );
      assert.equal(found.get(`${CASE} ${HOSPITAL} law`)?.version, 2);
      assert.equal(found.get(`${CASE} ${GRID} law`)?.applies, false);
      assert.deepEqual([...found.get(`${OTHER_CASE} ${GRID} law`)!.addressees], [['csirt', CSIRT]]);
    }));

  test(`a report is known by its case, party and stage, and by whether its own speaker took it back, on ${engine}`, () =>
    withStore(async (store) => {
      await fold(store);
      const found = await reportsAmong(
        store.connection,
        STORY.map(({ id }) => digestOf(id)),
      );
      assert.deepEqual(
        found.map(({ digest, issuer, stage, withdrawn }) => [digest, issuer, stage, withdrawn].join(' ')).sort(),
        [`${digestOf('e')} ${HOSPITAL} early-warning true`, `${digestOf('l')} ${HOSPITAL} final false`].sort(),
      );
      assert.deepEqual(await reportsAmong(store.connection, []), []);
    }));

  test(`the rows are the same however the records are cut, and after a case was dropped and folded again, on ${engine}`, () =>
    withStore(async (store) => {
      await fold(store);
      const whole = await rows(store);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(STORY.length), { maxLength: 4 }), async (cuts) => {
          for (const one of [CASE, OTHER_CASE]) {
            await store.transaction((transaction) => reportingView.drop(transaction, one));
          }
          assert.deepEqual(Object.values(await rows(store)).flat(), []);
          await fold(store, cuts);
          assert.deepEqual(await rows(store), whole);
          await fold(store, cuts);
          assert.deepEqual(await rows(store), whole, 'folded twice');
        }),
        { numRuns: 10 },
      );
    }));
}
