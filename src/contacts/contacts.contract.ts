import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Recorded } from '#ledger/contract.ts';
import type { JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { openStore, type Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import type { StorePlace } from '#testing/store-place.ts';
import type { ContactRecord } from './contact-record.ts';
import { CONTACT_TABLE_SETS } from './contacts.ts';
import type { ContactEntry } from './directory.ts';
import { forgetProposal, keepProposals, PROPOSALS_MOST, proposal, proposalsOf } from './proposals.ts';
import { rhythmOf, setRhythm } from './schedule.ts';
import { answersTo, contactsView, contactTables, lastPings, pingOf } from './view.ts';

const ASKS = 'did:web:a.example';
const ASKED = 'did:web:b.example';
const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const CODE = 'AAAAA-BBBBB';

type Said = {
  readonly id: string;
  readonly by: string;
  readonly case?: string;
  readonly claims: Record<string, JsonValue>;
};

function recorded(said: readonly Said[], type: (one: Said) => string): readonly Recorded[] {
  return said.map((one, at) => ({
    arrival: at + 1,
    origin: one.by === ASKS ? 'own' : 'foreign',
    digest: one.id.padEnd(43, '0'),
    issuer: one.by,
    type: type(one),
    vct: `urn:comity:statement:${type(one)}:1`,
    realm: 'exercise:test',
    log: 'here.example/log',
    logIndex: at,
    case: one.case ?? 'case-1',
    claims: new Map(
      Object.entries(one.claims).map(([name, value]) => [name, { name, value, marking: marking('amber') }]),
    ),
    signer: 'unnamed',
    recordedAt: NOW.add({ minutes: at }),
  }));
}

const PING = { to: ASKED, channel: 'csirt', challenge: CODE, mode: 'surprise', answer_by: '2026-03-02T08:00:00Z' };
const ping = (id: string, claims: Record<string, JsonValue> = {}, by = ASKS): Said => ({
  id,
  by,
  claims: { ...PING, ...claims },
});
const answer = (id: string, claims: Record<string, JsonValue> = {}, by = ASKED): Said => ({
  id,
  by,
  claims: { ping: 'p'.padEnd(43, '0'), to: ASKS, response: CODE, answered_by: 'person', ...claims },
});
const typeOf = ({ claims }: Said) => ('ping' in claims ? 'reachability-answer' : 'reachability-ping');

/** One suite for each engine. */
export function contactsContract(name: string, placeFor: () => Promise<StorePlace>): void {
  async function withStore(work: (store: Store) => Promise<void>) {
    await using place = await placeFor();
    await using store = await openStore(place.target);
    await contactsView.create(store.connection);
    await createTables(store, CONTACT_TABLE_SETS);
    await work(store);
  }
  async function fold(store: Store, said: readonly Said[], size = said.length || 1) {
    const records = recorded(said, typeOf);
    for (let from = 0; from < records.length; from += size) {
      await store.transaction((transaction) => contactsView.fold(transaction, records.slice(from, from + size)));
    }
  }
  async function rows(store: Store) {
    const tables = contactTables(store.connection);
    const pings = await tables.selectFrom('contact_ping').selectAll().orderBy('digest').execute();
    const answers = await tables.selectFrom('contact_answer').selectAll().orderBy('digest').execute();
    return JSON.stringify([pings, answers]);
  }
  async function forget(store: Store) {
    await store.transaction(async (transaction) => {
      for (const one of ['case-1', 'case-2']) await contactsView.drop(transaction, one);
    });
  }

  test(`${name}: an answer counts from whoever was asked, to whoever asked, with the right code, and nothing else does`, () =>
    withStore(async (store) => {
      await fold(store, [
        ping('p'),
        answer('stranger', {}, 'did:web:c.example'),
        answer('elsewhere', { to: 'did:web:c.example' }),
        answer('guessed', { response: 'CCCCC-DDDDD' }),
        answer('other', { ping: 'q'.padEnd(43, '0') }),
        answer('right'),
        answer('machine', { answered_by: 'machine', echo_of: 'p'.padEnd(43, '0') }),
        answer('masked', { answered_by: 'machine' }),
      ]);
      const counted = await answersTo(store.connection, ['p'.padEnd(43, '0')]);
      assert.deepEqual(
        counted.map(({ digest, answeredBy }) => [digest.replace(/0+$/u, ''), answeredBy]),
        [
          ['right', 'person'],
          ['machine', 'machine'],
        ],
      );
    }));

  test(`${name}: an answer that arrives before its ping counts once that arrives`, () =>
    withStore(async (store) => {
      await fold(store, [answer('right'), ping('p')]);
      assert.equal((await answersTo(store.connection, ['p'.padEnd(43, '0')])).length, 1);
    }));

  test(`${name}: what was withheld at first is filled in later, and the first moment stays`, () =>
    withStore(async (store) => {
      await fold(store, [ping('p', { challenge: null }), ping('p')]);
      const found = await pingOf(store.connection, 'p'.padEnd(43, '0'));
      assert.deepEqual([found?.challenge, found?.at.toString()], [CODE, NOW.toString()]);
    }));

  test(`${name}: pings of one contact are told from those of another entry or channel`, () =>
    withStore(async (store) => {
      await fold(store, [ping('p'), ping('q', { contact: 'one' }), ping('r', { channel: 'police' })]);
      const of = { issuer: ASKS, party: ASKED, channel: 'csirt', contact: null };
      assert.deepEqual((await lastPings(store.connection, of)).length, 1);
      assert.deepEqual((await lastPings(store.connection, { ...of, contact: 'one' })).length, 1);
    }));

  test(`${name}: the rows do not depend on how the records are cut, and a dropped case folds to the same again`, () =>
    withStore(async (store) => {
      const said = [
        ping('p'),
        answer('x'),
        { ...ping('q'), case: 'case-2' },
        ping('p', { note: 'again' }),
        answer('y'),
      ];
      await fold(store, said);
      const whole = await rows(store);
      for (const size of [1, 2, 3]) {
        await forget(store);
        assert.equal(await rows(store), '[[],[]]');
        await fold(store, said, size);
        assert.equal(await rows(store), whole);
      }
    }));

  test(`${name}: foreign claims of any shape are folded without an exception`, () =>
    withStore(async (store) => {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), async (value) => {
          const any = value as JsonValue;
          await fold(store, [
            ping('p', { to: any, channel: any, answer_by: any }),
            answer('x', { ping: any, to: any, response: any }),
          ]);
        }),
        { numRuns: 20 },
      );
    }));

  const record: ContactRecord = { state: 'AT', kind: 'csirt', organisation: 'CERT', email: 'Team@cert.example' };

  test(`${name}: what a party took over from a list is its own, once for each contact, until it forgets it`, () =>
    withStore(async (store) => {
      const { connection } = store;
      const list = { party: ASKS, person: `${ASKS}#x`, source: 'a list', records: [record] };
      await keepProposals(connection, list, NOW);
      await keepProposals(connection, { ...list, records: [{ ...record, hours: '24/7' }] }, NOW);
      const [kept, ...more] = await proposalsOf(connection, ASKS);
      assert.deepEqual([kept?.record.hours, more.length], ['24/7', 0]);
      assert.deepEqual(await proposalsOf(connection, ASKED), []);
      const id = kept?.id ?? '';
      const codeOf = (outcome: { ok: boolean; refusal?: { code: string } }) => outcome.refusal?.code ?? 'done';
      assert.equal(codeOf(await proposal(connection, ASKED, id)), 'proposal-not-found');
      assert.equal(codeOf(await forgetProposal(connection, ASKED, id)), 'proposal-not-found');
      assert.equal(codeOf(await forgetProposal(connection, ASKS, id)), 'done');
      assert.equal(codeOf(await forgetProposal(connection, ASKS, id)), 'proposal-not-found');
    }));

  test(`${name}: whoever takes list after list over fills half of the party’s places, whole lists only, and all that is kept is listed`, () =>
    withStore(async (store) => {
      const { connection } = store;
      const entries = (from: number, count: number): readonly ContactRecord[] =>
        Array.from({ length: count }, (_, at) => ({ ...record, email: `team-${from + at}@cert.example` }));
      const take = async (person: string, from: number, count: number, party = ASKS) => {
        const kept = await keepProposals(
          connection,
          { party, person, source: 'a list', records: entries(from, count) },
          NOW,
        );
        return kept.ok ? kept.value : kept.refusal.code;
      };
      const half = PROPOSALS_MOST / 2;
      assert.equal(await take('flood', 0, half), half);
      assert.equal(await take('flood', half, 1), 'proposals-too-many');
      assert.equal(await take('flood', 0, half), half, 'the same entries again take no places');
      assert.equal(await take('other', half, half / 2 + 1), 'proposals-too-many', 'and none of that list is kept');
      assert.equal(await take('other', half, half / 2), half / 2);
      assert.equal(await take('flood', 0, 1, ASKED), 1, 'another party has its own');
      assert.equal((await proposalsOf(connection, ASKS)).length, half + half / 2);
    }));

  test(`${name}: a proposal is shown as long as nobody has stated that contact`, () =>
    withStore(async (store) => {
      const { connection } = store;
      const list = { party: ASKS, person: `${ASKS}#x`, source: 'a list', records: [record] };
      await keepProposals(connection, list, NOW);
      const stated = { state: 'AT', kind: 'csirt', email: 'team@cert.example', phone: null } as ContactEntry;
      assert.equal((await proposalsOf(connection, ASKS, [stated])).length, 0);
      assert.equal((await proposalsOf(connection, ASKS, [{ ...stated, state: 'DE' }])).length, 1);
      assert.equal((await proposalsOf(connection, ASKS, [{ ...stated, kind: 'police-24-7' }])).length, 1);
    }));

  test(`${name}: a rhythm is as it was set last`, () =>
    withStore(async (store) => {
      const rhythm = { party: ASKS, on: true, everyMonths: 6, answerHours: 24, setBy: 'x', setAt: NOW };
      await setRhythm(store.connection, rhythm);
      await setRhythm(store.connection, { ...rhythm, on: false, everyMonths: 12 });
      assert.deepEqual(await rhythmOf(store.connection, ASKS), { ...rhythm, on: false, everyMonths: 12 });
      assert.equal(await rhythmOf(store.connection, ASKED), undefined);
    }));
}
