import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { foldInCuts, rowsOf, withView } from '#testing/view-store.ts';
import { stateAt } from './clocks/engine.ts';
import { OBLIGATION_TABLES } from './tables.ts';
import {
  applies,
  at,
  aware,
  CASE,
  CSIRT,
  digestOf,
  filed,
  HOSPITAL,
  LAW,
  NEIGHBOUR,
  OTHER_CASE,
  reckoning,
  recordsOf,
  type Word,
} from './testing/duty-words.ts';
import { closedOf, dueBetween, obligationsInCase, obligationView, openOf } from './view.ts';

const VIEW = obligationView(reckoning());
const INPUTS = {
  observed_activity: 'presence',
  location: 'business-network',
  actor: 'unknown',
  information_impact: 'none',
  recoverability: 'regular',
  dependency: 'health',
  potential_impact: 'moderate',
};

function profile(party: string, claims: Readonly<Record<string, unknown>>, more: Partial<Word> = {}): Word {
  const id = `is-${party.replaceAll(/[^a-z]/g, '')}`;
  const subject = { subject: party, name: party, territory: 'XV', ...claims };
  return { id, by: party, type: 'party-profile', at: '07:00', case: null, claims: subject, ...more };
}

const PROFILES = [profile(CSIRT, { kind: 'csirt' }), profile(HOSPITAL, { kind: 'operator', parent: CSIRT })];
const HOLD: Word = {
  id: 'hold',
  by: CSIRT,
  type: 'hold',
  at: '10:00',
  claims: {
    holds: 'publication',
    basis: 'x',
    scope: 'x',
    until: '2026-03-05T08:00:00Z',
    hidden_from: [NEIGHBOUR],
  },
};
const EXTENDED: Word = {
  id: 'extended',
  by: CSIRT,
  type: 'duty-change',
  at: '11:00',
  claims: {
    change: 'extended',
    regime: 'law',
    stage: 'warning',
    bearer: HOSPITAL,
    until: '2026-03-03T08:00:00Z',
    basis: 'x',
  },
};
const STORY: readonly Word[] = [
  ...PROFILES,
  { id: 'alert', type: 'incident-alert', at: '08:30', claims: { reported_to: CSIRT } },
  applies(LAW, {}, { addressees: [{ role: 'csirt', party: CSIRT }] }),
  aware('08:00'),
  HOLD,
  EXTENDED,
  aware('06:00', { id: 'earlier', at: '12:00' }, { corrects: digestOf('aware') }),
  filed('notification', '13:00'),
  applies(LAW, { id: 'other-applies', case: OTHER_CASE }),
  aware('08:30', { id: 'other-aware', case: OTHER_CASE }),
  {
    id: 'help',
    by: NEIGHBOUR,
    type: 'assistance-request',
    at: '14:00',
    arrived: '14:02',
    claims: { to: HOSPITAL },
  },
  // The same statement again, telling less of when and more of what.
  aware('08:30', { id: 'other-aware', at: '15:00', case: OTHER_CASE }),
  { id: 'nothing', type: 'near-miss', at: '15:00' },
];

async function forget(store: Store) {
  await store.transaction(async (transaction) => {
    for (const table of OBLIGATION_TABLES) await transaction.deleteFrom(table as never).execute();
  });
}

const EVER = { from: at('2020-01-01T00:00:00Z'), until: at('2100-01-01T00:00:00Z'), limit: 100 };
const ALL = { ...EVER, viewer: null };

const rows = ({ connection }: Store) => rowsOf(connection, VIEW);
const fold = (store: Store, words: readonly Word[], cuts?: readonly number[]) =>
  foldInCuts(store, VIEW, recordsOf(words), cuts);

/** One suite for each engine. */
export function viewContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  const withStore = (work: (store: Store) => Promise<void>) => withView(VIEW, placeFor, work);

  test(`${engine}: the rows do not depend on how the records are cut into calls`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = await rows(store);
      assert.ok(whole.obligation!.length > 10);
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: STORY.length - 1 })), async (cuts) => {
          await forget(store);
          await fold(store, STORY, cuts);
          assert.deepEqual(await rows(store), whole);
        }),
        { numRuns: 15 },
      );
    }));

  test(`${engine}: the clocks do not depend on the order in which statements arrive`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = (await rows(store)).obligation;
      const said = STORY.filter((word, position) => STORY.findIndex((one) => one.id === word.id) === position);
      await fc.assert(
        fc.asyncProperty(fc.shuffledSubarray([...said], { minLength: said.length }), async (words) => {
          await forget(store);
          await fold(store, words, [3, 7]);
          assert.deepEqual((await rows(store)).obligation, whole);
        }),
        { numRuns: 15 },
      );
    }));

  test(`${engine}: a case dropped and folded again is as before, and the other case is untouched`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = await rows(store);
      await store.transaction((transaction) => VIEW.drop(transaction, CASE));
      assert.deepEqual(await obligationsInCase(store.connection, CASE, null), []);
      assert.notDeepEqual(await obligationsInCase(store.connection, OTHER_CASE, null), []);
      const again = recordsOf(STORY).filter((record) => record.case === CASE);
      await store.transaction((transaction) => VIEW.fold(transaction, again));
      assert.deepEqual(await rows(store), whole);
    }));

  test(`${engine}: after an erasure the refolded clocks are those of a rebuild`, () =>
    withStore(async (store) => {
      const erased = STORY.map((word) => (word.id === 'earlier' ? { ...word, claims: {} } : word));
      await fold(store, STORY);
      await store.transaction((transaction) => VIEW.drop(transaction, CASE));
      const left = recordsOf(erased).filter((record) => record.case === CASE);
      await store.transaction((transaction) => VIEW.fold(transaction, left));
      const live = await rows(store);
      await forget(store);
      await fold(store, erased);
      assert.deepEqual(await rows(store), live);
      const [warning] = await dueBetween(store.connection, { ...ALL, bearer: HOSPITAL });
      assert.equal(
        warning?.history.some(({ reason }) => reason === 'corrected'),
        false,
      );
    }));

  test(`${engine}: whoever becomes an authority later counts for what it said before, as in a rebuild`, () =>
    withStore(async (store) => {
      const telling = STORY.filter(({ id }) => !id.startsWith('is-'));
      const unnamed = telling.map((word) =>
        word.id === 'alert' || word.type === 'regime-applies' ? { ...word, claims: strip(word.claims) } : word,
      );
      const warning = async () =>
        (await obligationsInCase(store.connection, CASE, null))
          .find((one) => one.stage === 'warning')
          ?.dueAt?.toString();
      await fold(store, unnamed);
      assert.equal(await warning(), '2026-03-02T06:00:00Z');
      await store.transaction((transaction) => VIEW.fold(transaction, recordsOf(PROFILES, unnamed.length + 1)));
      assert.equal(await warning(), '2026-03-03T08:00:00Z');
      const live = (await rows(store)).obligation;
      await forget(store);
      await fold(store, [...PROFILES, ...unnamed]);
      assert.deepEqual((await rows(store)).obligation, live);
    }));

  test(`${engine}: what is due in a stretch of time comes first due first, of a bearer or for an addressee`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const due = await dueBetween(store.connection, { ...ALL, bearer: HOSPITAL });
      const times = due.map((one) => one.dueAt!.epochMilliseconds);
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
      );
      const owed = await dueBetween(store.connection, { ...ALL, addressee: CSIRT });
      assert.deepEqual(
        owed.map(({ stage }) => stage),
        ['warning', 'final'],
      );
      const hour = { ...ALL, from: at('2026-03-02T08:00:00Z'), until: at('2026-03-02T09:00:00Z') };
      assert.deepEqual(
        (await dueBetween(store.connection, hour)).map((one) => [one.case, one.stage]),
        [[OTHER_CASE, 'warning']],
      );
      assert.deepEqual(await dueBetween(store.connection, { ...hour, until: hour.from }), []);
    }));

  test(`${engine}: a hold is not to be told from any list by those it is hidden from`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const publicly = async (viewer: string | null) =>
        (await obligationsInCase(store.connection, CASE, viewer)).find((one) => one.stage === 'public')!;
      assert.equal((await publicly(CSIRT)).dueAt?.toString(), '2026-03-05T08:00:00Z');
      const seen = await publicly(NEIGHBOUR);
      assert.equal(seen.dueAt?.toString(), '2026-03-03T06:00:00Z');
      assert.equal(seen.held, null);
      assert.equal(JSON.stringify(seen).includes(digestOf('hold')), false);
      const on = { ...EVER, from: at('2026-03-03T06:00:00Z'), until: at('2026-03-03T07:00:00Z') };
      const stages = async (viewer: string) =>
        (await dueBetween(store.connection, { ...on, viewer })).map(({ stage }) => stage);
      assert.deepEqual(await stages(NEIGHBOUR), ['public']);
      assert.deepEqual(await stages(CSIRT), []);
      const ids = (await obligationsInCase(store.connection, CASE, NEIGHBOUR)).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, 'no clock stands there twice');
    }));

  test(`${engine}: the open list runs through all pages once, the first due first`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const whole = await openOf(store.connection, HOSPITAL, { limit: 100 });
      assert.equal(whole.next, undefined);
      const paged: string[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await openOf(store.connection, HOSPITAL, {
          limit: 2,
          ...(after === undefined ? {} : { after }),
        });
        paged.push(...page.obligations.map((one) => `${one.case} ${one.id}`));
        after = page.next;
        more = after !== undefined;
      }
      assert.deepEqual(
        paged,
        whole.obligations.map((one) => `${one.case} ${one.id}`),
      );
      assert.deepEqual(
        whole.obligations.map(({ stage }) => stage),
        ['reply', 'warning', 'warning', 'public', 'notification', 'notification', 'public', 'final'],
      );
      const forged = await openOf(store.connection, HOSPITAL, { limit: 100, after: 'bm9uc2Vuc2U' });
      assert.deepEqual(forged, whole, 'a cursor nobody handed out begins anew');
    }));

  test(`${engine}: clocks in cases of danger can be asked for alone, and an end of the case ends that`, () =>
    withStore(async (store) => {
      const danger = (id: string, value: string, more: Partial<Word>): Word => ({
        id,
        type: 'incident-alert',
        at: '08:31',
        claims: { danger_to_life: value },
        ...more,
      });
      const said = [
        danger('calm', 'no', {}),
        danger('dire', 'yes', { case: OTHER_CASE }),
        danger('nowhere', 'yes', { case: null }),
      ];
      await fold(store, [...STORY, ...said]);
      const cases = async () => {
        const { obligations } = await openOf(store.connection, HOSPITAL, { limit: 100, inDanger: true });
        return [...new Set(obligations.map((one) => one.case))];
      };
      assert.deepEqual(await cases(), [OTHER_CASE]);
      await store.transaction((transaction) => VIEW.drop(transaction, OTHER_CASE));
      assert.deepEqual(await cases(), []);
    }));

  test(`${engine}: what is due at one instant comes by the party's own score, across pages, and by nobody else's`, () =>
    withStore(async (store) => {
      const cases = ['1', '2', '3', '4'].map((at) => `0000000${at}-0000-4000-8000-000000000000`);
      const [quiet = '', grave = '', graver = '', theirs = ''] = cases;
      const score = (id: string, inCase: string, functional: string, more: Partial<Word> = {}): Word => ({
        id,
        type: 'incident-report',
        at: '09:00',
        case: inCase,
        claims: { nciss: { ...INPUTS, functional_impact: functional } },
        ...more,
      });
      const begun = cases.flatMap((one, at) => [
        applies(LAW, { id: `applies-${at}`, case: one }),
        aware('08:00', { id: `aware-${at}`, case: one }),
      ]);
      const said = [
        ...PROFILES,
        ...begun,
        score('low', grave, 'none'),
        score('high', graver, 'denial-critical'),
        score('said-by-another', theirs, 'denial-critical', { by: NEIGHBOUR }),
      ];
      await fold(store, said);
      const warnings = async (limit: number) => {
        const found: string[] = [];
        for (let after: string | undefined, more = true; more; more = after !== undefined) {
          const page = await openOf(store.connection, HOSPITAL, {
            limit,
            as: 'bearer',
            ...(after === undefined ? {} : { after }),
          });
          found.push(...page.obligations.filter(({ stage }) => stage === 'warning').map((one) => one.case));
          after = page.next;
        }
        return found;
      };
      for (const limit of [1, 3, 100]) assert.deepEqual(await warnings(limit), [graver, grave, quiet, theirs]);
      await fold(store, [
        ...said,
        score('worse', grave, 'denial-critical', { at: '10:00' }),
        score('better', graver, 'none', { at: '10:00' }),
      ]);
      assert.deepEqual(await warnings(1), [grave, graver, quiet, theirs], 'the newest word counts');
      await store.transaction((transaction) => VIEW.drop(transaction, grave));
      assert.deepEqual(await warnings(1), [graver, quiet, theirs]);
    }));

  test(`${engine}: a node that was down over a deadline finds the breach at the due instant`, () =>
    withStore(async (store) => {
      await fold(store, STORY);
      const counted = await closedOf(store.connection, {
        viewer: null,
        bearer: HOSPITAL,
        from: at('2026-03-02T08:00:00Z'),
        until: at('2026-03-02T09:00:00Z'),
      });
      assert.deepEqual(
        counted.map((one) => [one.stage, stateAt(one, at('2026-06-01T00:00:00Z')), one.dueAt?.toString()]),
        [['warning', 'breached', '2026-03-02T08:30:00Z']],
      );
    }));

  test(`${engine}: foreign claims of any shape are folded without an exception`, () =>
    withStore(async (store) => {
      const types = ['regime-applies', 'clock-event', 'duty-filing', 'duty-change', 'hold', 'receipt', 'recall'];
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...types), fc.jsonValue(), async (type, value) => {
          await forget(store);
          const names = ['regime', 'version', 'applies', 'at', 'moment', 'until', 'target', 'bearer', 'facts'];
          const claims = Object.fromEntries(names.map((name) => [name, value]));
          await fold(store, [...STORY, { id: 'x', type, at: '16:00', arrived: '16:00', claims }]);
        }),
        { numRuns: 15 },
      );
    }));
}

/** Without the parties it names: then only the profiles say who is an authority. */
function strip(claims: Word['claims']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims ?? {}).filter(([name]) => name !== 'addressees' && name !== 'reported_to'),
  );
}
