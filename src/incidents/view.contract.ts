import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { loadStates, type PartyFactsSource } from './rule-state.ts';
import { CASE, digestOf, OTHER_CASE, recorded, type Told } from './testing/told.ts';
import { incidentThread, threadTables } from './view.ts';

const HOSPITAL = 'did:web:hospital.example';
const GRID = 'did:web:grid.example';
const CSIRT = 'did:web:csirt.example';

const STORY: readonly Told[] = [
  {
    id: 'a',
    by: HOSPITAL,
    type: 'incident-alert',
    claims: { reported_to: CSIRT, description: 'Screens show a demand' },
  },
  { id: 'b', by: HOSPITAL, type: 'incident-update', claims: { summary: 'The laboratory works again' } },
  { id: 'c', by: CSIRT, type: 'incident-report', claims: { based_on: [digestOf('a'), digestOf('b')] } },
  { id: 'd', by: GRID, type: 'incident-alert', case: OTHER_CASE, claims: { description: 'Breakers opened' } },
  {
    id: 'e',
    by: HOSPITAL,
    type: 'incident-withdrawal',
    claims: { withdraws: [digestOf('b')], reason: 'false-alarm' },
  },
  {
    id: 'f',
    by: GRID,
    type: 'incident-withdrawal',
    claims: { withdraws: [digestOf('a')], reason: 'false-alarm' },
  },
  {
    id: 'g',
    by: CSIRT,
    type: 'victim-notice',
    case: OTHER_CASE,
    claims: { victim_party: GRID, summary: 'Call us' },
  },
  { id: 'h', by: HOSPITAL, type: 'incident-final', claims: { summary: 'Over' } },
  { id: 'i', by: HOSPITAL, type: 'receipt', claims: { target: digestOf('a') } },
  {
    id: 'j',
    by: HOSPITAL,
    type: 'incident-alert',
    case: null,
    claims: { description: 'In no case that is shown' },
  },
];

const FACTS: PartyFactsSource = async (_reads, parties) =>
  new Map(
    parties.map((party) => [
      party,
      { kind: party === CSIRT ? 'csirt' : 'operator', territory: 'XV', authority: CSIRT },
    ]),
  );

const rows = ({ connection }: Store) => rowsOf(connection, incidentThread);
const fold = (store: Store, told: readonly Told[], cuts?: readonly number[]) =>
  foldInCuts(store, incidentThread, recorded(told), cuts);

/** One suite for each engine. */
export function viewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(incidentThread, placeFor, work);

  async function stateFor(
    store: Store,
    issuer: string,
    caseId: string,
    claims: Readonly<Record<string, JsonValue>> = {},
  ) {
    const draft: Draft = { type: 'incident-update', issuer, case: caseId, claims };
    return (await loadStates(store.connection, [draft], FACTS))[0]!;
  }

  test(`${engine}: a case has its opener, a thread for each party, and only the speaker's own withdrawals`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const hospital = await stateFor(store, HOSPITAL, CASE, { withdraws: [digestOf('a'), digestOf('b')] });
      assert.equal(hospital.case?.openedBy, HOSPITAL);
      assert.deepEqual(hospital.thread, { opened: true, withdrawn: false, closed: true, spoken: true });
      assert.equal(hospital.targets.get(digestOf('b'))?.withdrawn, true);
      assert.equal(
        hospital.targets.get(digestOf('a'))?.withdrawn,
        false,
        'the grid cannot withdraw for the hospital',
      );
    }));

  test(`${engine}: whoever was reported to or told of being hit counts as addressed, others do not`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      assert.equal((await stateFor(store, CSIRT, CASE)).case?.addressed, true);
      assert.equal((await stateFor(store, GRID, OTHER_CASE)).case?.addressed, true);
      assert.equal((await stateFor(store, GRID, CASE)).case?.addressed, false);
    }));

  test(`${engine}: a case nobody spoke in is unknown, and statements without a case open none`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const state = await stateFor(store, HOSPITAL, '4a3c2b1a-0000-4000-8000-000000000009', {
        based_on: [digestOf('j')],
      });
      assert.equal(state.case, undefined);
      assert.equal(state.targets.size, 0);
    }));

  test(`${engine}: many drafts are judged from a handful of queries, each by its own case and issuer`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const drafts = [HOSPITAL, GRID, CSIRT].flatMap((issuer) =>
        [CASE, OTHER_CASE].map((caseId): Draft => ({ type: 'incident-update', issuer, case: caseId, claims: {} })),
      );
      const states = await loadStates(store.connection, drafts, FACTS);
      assert.deepEqual(
        states.map((state) => state.thread.opened),
        [true, false, false, true, true, false],
      );
    }));

  test(`${engine}: a link may name a case as freely as its own speaker did, or as what everybody is told of it`, () =>
    withStore(async (store) => {
      const told = (id: string, by: string, tlp: 'clear' | 'green' | 'amber+strict', caseId: string): Told => ({
        ...{ id, by, type: 'incident-alert', case: caseId },
        claims: { case: caseId, description: id },
        markings: { case: { tlp } },
      });
      await fold(store, [told('k', GRID, 'green', OTHER_CASE), told('l', HOSPITAL, 'amber+strict', CASE)]);
      const linked = async (issuer: string, other: string) => {
        const claims = { other_case: other, relation: 'same-campaign' };
        const draft: Draft = { type: 'case-link', issuer, case: CASE, claims };
        return (await loadStates(store.connection, [draft], FACTS))[0]!.linkedTlp;
      };
      assert.deepEqual(
        [await linked(GRID, OTHER_CASE), await linked(HOSPITAL, OTHER_CASE), await linked(HOSPITAL, CASE)],
        ['green', null, 'amber+strict'],
      );
      await fold(store, [told('m', GRID, 'clear', OTHER_CASE)]);
      assert.equal(await linked(HOSPITAL, OTHER_CASE), 'clear');
    }));

  test(`${engine}: a withdrawal that arrives before what it withdraws counts once that arrives`, () =>
    withStore(async (store) => {
      await fold(store, [STORY[4]!, STORY[0]!, STORY[1]!]);
      const state = await stateFor(store, HOSPITAL, CASE, { corrects: digestOf('b') });
      assert.equal(state.targets.get(digestOf('b'))?.withdrawn, true);
    }));

  test(`${engine}: the rows do not depend on how the records are cut into calls`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = await rows(store);
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: STORY.length - 1 })), async (cuts) => {
          await forget(store);
          await fold(store, STORY, cuts);
          assert.deepEqual(await rows(store), whole);
        }),
        { numRuns: 15 },
      );
    }));

  test(`${engine}: a case dropped and folded again is as before, and the other case is untouched`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = await rows(store);
      await store.transaction((transaction) => incidentThread.drop(transaction, CASE));
      assert.equal((await stateFor(store, GRID, OTHER_CASE)).thread.opened, true);
      assert.equal((await stateFor(store, HOSPITAL, CASE)).case, undefined);
      const ofCase = recorded(STORY).filter((record) => record.case === CASE);
      await store.transaction((transaction) => incidentThread.fold(transaction, ofCase));
      assert.deepEqual(await rows(store), whole);
    }));

  test(`${engine}: the same statement arriving again changes nothing`, () =>
    withStore(async (store) => {
      const again = { ...STORY[0]!, claims: { ...STORY[0]!.claims, danger_detail: 'Two wards on paper' } };
      await fold(store, STORY);
      const before = await rows(store);
      await fold(store, [...STORY, again]);
      const after = await rows(store);
      assert.deepEqual(after.incident_statement, before.incident_statement);
    }));

  test(`${engine}: foreign claims of any shape are folded without an exception`, () =>
    withStore(async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), async (value) => {
          await forget(store);
          const claims = {
            withdraws: value as JsonValue,
            reported_to: value as JsonValue,
            description: value as JsonValue,
          };
          await fold(store, [{ id: 'x', by: HOSPITAL, type: 'incident-withdrawal', claims }]);
        }),
        { numRuns: 25 },
      );
    }));

  async function forget(store: Store) {
    await store.transaction(async (transaction) => {
      for (const caseId of [CASE, OTHER_CASE]) await incidentThread.drop(transaction, caseId);
    });
  }

  test(`${engine}: a case is opened by whoever spoke in it first, and by nobody after`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const cases = await threadTables(store.connection)
        .selectFrom('incident_case')
        .selectAll()
        .orderBy('first_arrival')
        .execute();
      assert.deepEqual(
        cases.map((row) => [row.case_id, row.opened_by, Number(row.first_arrival)]),
        [
          [CASE, HOSPITAL, 1],
          [OTHER_CASE, GRID, 4],
        ],
      );
    }));
}
