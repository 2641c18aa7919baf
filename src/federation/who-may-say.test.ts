import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { holdsOn } from '#incidents/notices/hold-view.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { mandatedAuthorities, partyOf } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import {
  deliverFrom,
  givenBeside,
  type HostileDelivery,
  type HostileSaying,
  sayBeside,
} from '#testing/hostile-peer.ts';
import { JUNK } from '#testing/junk.ts';
import { alertDraft, release, say, tryRelease } from '#testing/releases.ts';
import { deliveries, unacknowledged } from './delivery/deliveries.ts';
import { MAX_ITEMS } from './envelope.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';
const SOMEBODY = '01900000-0000-7000-8000-000000000001';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
let sorrel: TestNode;
const troubles: string[] = [];

before(async () => {
  federation = await startFederation(
    [
      {
        name: 'veldmark',
        parties: [
          { party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' },
          { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
        ],
      },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
      {
        name: 'sorrel',
        lawless: true,
        parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }],
      },
    ],
    { cadenceMs: 200, trouble: (error) => troubles.push(String(error)) },
  );
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** Sorrel sends what it likes. */
function send(to: TestNode, party: string, delivery: HostileDelivery) {
  return deliverFrom({ node: sorrel, party: SORREL }, { node: to, party }, delivery);
}

async function received(node: TestNode, digest: string): Promise<void> {
  await eventually('a receipt', async () => {
    const [delivery] = await deliveries(node.store.connection, { releases: [digest] });
    return delivery?.state === 'received';
  });
}

test('what a peer is, and of which state, stays as it was confirmed, whatever it says of itself later', async () => {
  const reads = veldmark.store.connection;
  const restated = { subject: SORREL, name: 'Ministry of Veldmark', kind: 'state-authority', territory: 'XV' };
  await send(veldmark, VELDMARK, {
    support: await sayBeside(sorrel, SORREL, [{ type: 'party-profile', claims: restated }]),
  });
  const known = await partyOf(reads, SORREL);
  assert.equal(known?.name, 'Ministry of Veldmark', 'its name is its own to say');
  assert.deepEqual([known?.kind, known?.territory], ['csirt', 'XS']);
  const authorities = (await mandatedAuthorities(reads, 'XV')).map(({ party }) => party);
  assert.deepEqual(authorities, [VELDMARK]);

  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(HOSPITAL, caseId));
  const across = await tryRelease(veldmark, { from: HOSPITAL, to: SORREL, target: alert.digest, case: caseId });
  assert.equal(!across.ok && across.refusal.code, 'relay-own-statement', 'giving to it crosses the border still');

  const claims = {
    case: caseId,
    holds: 'release',
    basis: 'Act 12',
    scope: 'All of it',
    until: Temporal.Now.instant().add({ hours: 24 }).toString({ smallestUnit: 'second' }),
  };
  const holds = await sayBeside(sorrel, SORREL, [{ type: 'hold', claims }]);
  const given = await send(veldmark, VELDMARK, {
    items: await givenBeside(sorrel, SORREL, VELDMARK, caseId, holds),
  });
  assert.ok(given.results.every(({ ok }) => ok));
  assert.deepEqual(await holdsOn(reads, [{ case: caseId, party: VELDMARK }]), [[]], 'its holds bind nobody here');
});

test('nobody vouches for the root of a party that was confirmed, or of another state', async () => {
  const reads = veldmark.store.connection;
  const root = await pinnedRoot(reads, ARVENIA);
  const wrong = 'A'.repeat(43);
  const about = (subject: string, territory: string) => {
    return { type: 'party-profile', claims: { subject, name: 'x', kind: 'operator', territory, root: wrong } };
  };
  const grid = 'did:web:grid.arvenia.example';
  const own = 'did:web:grid.sorrel.example';
  await send(veldmark, VELDMARK, {
    support: await sayBeside(sorrel, SORREL, [about(ARVENIA, 'XS'), about(grid, 'XA'), about(own, 'XS')]),
  });
  assert.equal(await pinnedRoot(reads, ARVENIA), root);
  assert.equal(await pinnedRoot(reads, grid), undefined);
  assert.equal(await pinnedRoot(reads, own), wrong, 'of its own state it does');
});

test('only whoever gave the receipt acknowledges: nobody else clears the desk of a duty officer', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const given = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  await received(veldmark, given.digest);
  const [delivery] = await deliveries(veldmark.store.connection, { releases: [given.digest] });
  const read = {
    case: caseId,
    receipt: delivery?.receipt?.digest ?? '',
    target: alert.digest,
    at: Temporal.Now.instant().toString(),
  };
  const forged = await sayBeside(sorrel, SORREL, [
    { type: 'acknowledgement', claims: { ...read, person: `${SORREL}#${SOMEBODY}` } },
    { type: 'acknowledgement', claims: { ...read, person: `${ARVENIA}#${SOMEBODY}`, on_behalf_of: ARVENIA } },
  ]);
  for (const [node, party] of [
    [veldmark, VELDMARK],
    [arvenia, ARVENIA],
  ] as const) {
    const refused = await send(node, party, { items: forged.map((statement) => ({ kind: 'answer', statement })) });
    assert.deepEqual(
      refused.results.map((one) => !one.ok && one.code),
      ['answer-not-by-addressee', 'answer-not-by-addressee'],
    );
    const told = refused.results.map((one) => (one.ok ? '' : one.sentence)).join(' ');
    for (const other of [VELDMARK, ARVENIA])
      assert.ok(!told.includes(other), `${other} is named to whoever guesses`);
    // Given as something to read, it is kept, and answers nothing.
    const kept = await send(node, party, { items: await givenBeside(sorrel, SORREL, party, caseId, forged) });
    assert.ok(kept.results.every(({ ok }) => ok));
    const [there] = await deliveries(node.store.connection, { releases: [given.digest] });
    assert.equal(there?.state, 'received');
  }
  const waiting = await unacknowledged(arvenia.store.connection, ARVENIA, 100);
  assert.ok(waiting.some((one) => one.release === given.digest));
});

test('a release or an answer beyond the bounds of its type is refused by itself, and the others are taken', async () => {
  const caseId = randomUUID();
  const alerts = await sayBeside(sorrel, SORREL, [
    { type: 'incident-alert', claims: { ...alertDraft(SORREL, caseId).claims, case: caseId, number: 901 } },
    { type: 'incident-alert', claims: { ...alertDraft(SORREL, caseId).claims, case: caseId, number: 902 } },
  ]);
  const late = { delete_by: '9999-12-31T23:59:59Z' };
  const [bad] = await givenBeside(sorrel, SORREL, ARVENIA, caseId, alerts.slice(0, 1), late);
  const [good] = await givenBeside(sorrel, SORREL, ARVENIA, caseId, alerts.slice(1));
  const [report] = await sayBeside(sorrel, SORREL, [
    {
      type: 'recall-report',
      claims: {
        case: caseId,
        to: ARVENIA,
        recall: alerts[0]!.digest,
        target: alerts[1]!.digest,
        confirmed: 2_000_000,
        unconfirmed: 0,
      },
    },
  ]);
  const answer = await send(arvenia, ARVENIA, { items: [bad!, { kind: 'answer', statement: report! }, good!] });
  assert.deepEqual(
    answer.results.map((one) => (one.ok ? 'taken' : one.code)),
    ['claim-out-of-bounds', 'claim-out-of-bounds', 'taken'],
  );
});

/** Values that no claim of ours may have, or that are read with difficulty. */
const HOSTILE: readonly JsonValue[] = [
  ...JUNK,
  ...[
    2_000_000,
    2 ** 53 - 1,
    -(2 ** 53 - 1),
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '1'.repeat(400),
    '__proto__',
  ],
  ...[
    '\u6d4b'.repeat(2_000),
    Array.from({ length: 2_000 }, (_, at) => `x${at}`),
    { __proto__: null, constructor: 1 },
  ],
];
const STEP = 7;
const ROUND_STEP = 14;

test('whatever a peer gives under the names of our types, the node answers, delivers, and folds the same anew', async () => {
  const types = [...arvenia.ledger.types.values()];
  const caseId = randomUUID();
  let taken = 0;
  for (let round = 0; round < HOSTILE.length; round += ROUND_STEP) {
    const said = types.map(({ name, claims }, place): HostileSaying => {
      const values = Object.keys(claims).map((claim, at) => [
        claim,
        HOSTILE[(round + place + at * STEP) % HOSTILE.length]!,
      ]);
      return { type: name, claims: { ...Object.fromEntries(values), case: caseId } };
    });
    const statements = await sayBeside(sorrel, SORREL, said);
    for (let at = 0; at < statements.length; at += MAX_ITEMS) {
      const items = await givenBeside(sorrel, SORREL, ARVENIA, caseId, statements.slice(at, at + MAX_ITEMS));
      const { results } = await send(arvenia, ARVENIA, { items });
      taken += results.filter(({ ok }) => ok).length;
    }
  }
  assert.ok(taken > types.length, 'most of it is kept, as what it is: the word of Sorrel');
  assert.deepEqual(await arvenia.ledger.viewsOutOfStep(), []);
  const next = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, next));
  await received(
    veldmark,
    (await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: next })).digest,
  );
  const own = await say(arvenia, alertDraft(ARVENIA, next));
  await received(
    arvenia,
    (await release(arvenia, { from: ARVENIA, to: VELDMARK, target: own.digest, case: next })).digest,
  );
});
