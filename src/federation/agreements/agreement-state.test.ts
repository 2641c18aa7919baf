import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { federationView } from '#federation/view.ts';
import { partiesView } from '#parties/fold.ts';
import { insertRows } from '#store/dialect.ts';
import { openStore } from '#store/open.ts';
import { sqlitePlace } from '#testing/store-place.ts';
import { agreementStates } from './agreement-state.ts';

const A = 'did:web:a.example';
const B = 'did:web:b.example';
const TEXT = 'A'.repeat(43);
const ROOM = 'R'.repeat(43);
const said = { arrival: 1, origin: 'own', case_id: 'one', recorded_at: 0 };

test('what many releases rest on is asked at once, and each is told of its own case, statement and party', async () => {
  await using place = await sqlitePlace();
  await using store = await openStore(place.target);
  for (const view of [partiesView, federationView]) await view.create(store.connection);
  const room = (digest: string, arrival: number, issuer: string, target: string, case_id = 'one') => ({
    ...said,
    ...{ digest, arrival, issuer, case_id, type: 'joint-team', kind: 'room', target },
  });
  await insertRows(store.connection, 'federation_reference', [
    room('r2', 2, A, ROOM),
    room('r1', 1, A, 'an earlier room'),
    room('r3', 3, B, 'the room of another party'),
    room('r4', 4, A, 'the room of another case', 'two'),
  ]);
  const given = (digest: string, recipient: string, target: string, under: string | null) => ({
    ...said,
    ...{ digest, issuer: B, recipient, target, claims: '"all"', channel: 'csirt', hides_victim: 0, under },
    ...{ delete_by: under === null ? null : 1_000_000, receipt: null },
  });
  await insertRows(store.connection, 'federation_release', [
    given('g1', A, 'T1', TEXT),
    given('g2', A, 'T2', null),
    given('g3', B, 'T2', TEXT),
  ]);
  let asked = 0;
  const counting: KyselyPlugin = {
    transformQuery({ node }) {
      asked += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const draft = (issuer: string, caseId: string, target: string) => ({
    ...{ type: 'release', issuer, case: caseId, claims: { target, to: 'did:web:c.example', claims: 'all' } },
  });
  const drafts = [draft(A, 'one', 'T1'), draft(A, 'two', 'T2'), draft(B, 'one', 'T2'), draft(A, 'three', 'T1')];
  // What the last gives was said in a room, though the release stands in a case of its own.
  const saidIn = ['one', 'two', 'one', 'two'];
  const states = await agreementStates(store.connection.withPlugin(counting), drafts, saidIn);
  const underText = [
    { agreement: TEXT, terms: undefined, deleteBy: Temporal.Instant.fromEpochMilliseconds(1000) },
  ];
  assert.deepEqual(
    states.map(({ room: of, givenUnder }) => [of, givenUnder]),
    [
      [ROOM, underText],
      ['the room of another case', []],
      ['the room of another party', underText],
      ['the room of another case', underText],
    ],
  );
  // One for the rooms, one for what was given, one for the terms of the one agreement.
  assert.equal(asked, 3);
});
