import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { heldStatements } from '#federation/agreements/held-statements.ts';
import type { FetchCode } from '#federation/codes.ts';
import type { PeerFetch, PeerRequest } from '#federation/fetch.ts';
import { mirrored } from '#federation/logs/mirror-tables.ts';
import { standingNow } from '#federation/office.ts';
import { SEALED_MEDIA_TYPE, sealText } from '#federation/seal.ts';
import { newestCheckpoint } from '#ledger/checkpoints.ts';
import { openSuccessor } from '#ledger/successor.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { rootAt } from '#ledger/whole-check.ts';
import { accept, refuse } from '#outcome.ts';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { openStore } from '#store/open.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import { must, peer, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { entriesOf, fork } from '#testing/forked-log.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { backedUp, restored } from '#testing/restored-node.ts';
import { claimsIn, whole } from '#testing/submit.ts';
import { deliveries } from './deliveries.ts';
import { recover } from './recovery.ts';
import { askBack, giveBack } from './returns.ts';

const NORTH = 'did:web:csirt.north.example';
const SOUTH = 'did:web:csirt.south.example';
const WEST = 'did:web:csirt.west.example';
const PLANS = [
  { name: 'north', parties: [{ party: NORTH, name: 'North', kind: 'csirt', territory: 'XN' }] },
  { name: 'south', parties: [{ party: SOUTH, name: 'South', kind: 'csirt', territory: 'XS' }] },
  { name: 'west', parties: [{ party: WEST, name: 'West', kind: 'csirt', territory: 'XW' }] },
] as const;

async function started(nodes: number): Promise<TestFederation> {
  return startFederation(PLANS.slice(0, nodes), { cadenceMs: 50, mirrorCadenceMs: 50 });
}

/** An alert of the north, given to the south and received there. */
async function alertGiven(north: TestNode, to = SOUTH): Promise<{ case: string; alert: string; release: string }> {
  const caseId = randomUUID();
  const alert = await say(north, alertDraft(NORTH, caseId));
  const given = await release(north, { from: NORTH, to, target: alert.digest, case: caseId });
  await eventually('a receipt', async () => {
    const [delivery] = await deliveries(north.store.connection, { releases: [given.digest] });
    return delivery?.receipt !== null;
  });
  return { case: caseId, alert: alert.digest, release: given.digest };
}

async function mirroredWhole(federation: TestFederation, node: TestNode): Promise<void> {
  await eventually('every mirror is whole', async () => {
    const size = (await node.ledger.published())?.checkpoint.size;
    const newest = await ledgerTables(node.store.connection)
      .selectFrom('checkpoint')
      .select(({ fn }) => fn.max('size').as('size'))
      .executeTakeFirst();
    if (size !== newest?.size) return false;
    for (const other of federation.nodes) {
      if (other === node) continue;
      if ((await mirrored(other.store.connection, node.ledger.origin))?.size !== size) return false;
    }
    return true;
  });
}

/** Every checkpoint that anybody was shown, as the tree is now. */
async function shownCheckpoints(node: TestNode) {
  return ledgerTables(node.store.connection).selectFrom('checkpoint').select(['size', 'root']).execute();
}

async function assertConsistent(
  node: TestNode,
  shown: readonly { readonly size: number; readonly root: Uint8Array }[],
): Promise<void> {
  for (const { size, root } of shown) {
    const now = await rootAt(node.store.connection, node.ledger.origin, size);
    assert.equal(now.toHex(), root.toHex(), `the checkpoint of size ${size}`);
  }
}

test('a restored node signs nothing until it has taken back what it said after the backup', async () => {
  await using federation = await started(3);
  const north = federation.node('north');
  await alertGiven(north);
  const path = await backedUp(north);
  const lost = await alertGiven(north);
  const silent = await say(north, alertDraft(NORTH, randomUUID()));
  await mirroredWhole(federation, north);
  const shown = await shownCheckpoints(north);
  await restored(north, path);

  const draft = alertDraft(NORTH, randomUUID());
  const actor = north.person(NORTH, 'duty-officer');
  const refused = await north.ledger.submit({ kind: 'draft', actor, draft });
  assert.equal(!refused.ok && refused.refusal.code, 'ledger-recovering');

  const recovered = must(await recover(north.federation));
  assert.equal(recovered.silent.length, 0);
  // The alert that nobody was given is known by its entry alone.
  assert.equal(recovered.lost, 1);
  await north.stop();
  await north.start();

  const rows = await ledgerTables(north.store.connection).selectFrom('lost').selectAll().execute();
  assert.deepEqual(
    rows.map((row) => row.digest),
    [silent.digest],
  );
  const [delivery] = await deliveries(north.store.connection, { releases: [lost.release] });
  assert.equal(delivery?.target, lost.alert);
  await say(north, draft);
  await assertConsistent(north, shown);
  await checkLedger(north.ledger);
  await mirroredWhole(federation, north);
});

test('what was shown to nobody but a receiver comes back from it, entry and statement', async () => {
  // Mirrors look once an hour, so that they lag behind what is delivered.
  await using federation = await startFederation(PLANS.slice(0, 2), { cadenceMs: 50, mirrorCadenceMs: 3_600_000 });
  const north = federation.node('north');
  await alertGiven(north);
  const path = await backedUp(north);
  const given = await alertGiven(north);
  const shown = await shownCheckpoints(north);
  await restored(north, path);
  const recovered = must(await recover(north.federation));
  assert.ok(recovered.returned >= 2);
  await north.stop();
  await north.start();
  const [delivery] = await deliveries(north.store.connection, { releases: [given.release] });
  assert.equal(delivery?.target, given.alert);
  await assertConsistent(north, shown);
  await checkLedger(north.ledger);
});

test('a restored node never gives a running number twice', async () => {
  await using federation = await started(2);
  const north = federation.node('north');
  const path = await backedUp(north);
  const caseId = randomUUID();
  for (let at = 0; at < 3; at++) await say(north, alertDraft(NORTH, randomUUID()));
  const given = await alertGiven(north);
  const last = await north.ledger.submit({
    kind: 'draft',
    actor: north.person(NORTH, 'duty-officer'),
    draft: alertDraft(NORTH, caseId),
  });
  assert.ok(last.ok && last.value !== null);
  const before = Number(claimsIn((await whole(north.ledger, last.value)).presentation).get('number')?.value);
  await mirroredWhole(federation, north);
  await restored(north, path);
  must(await recover(north.federation));
  await north.stop();
  await north.start();
  const next = await say(north, alertDraft(NORTH, randomUUID()));
  const after = Number(claimsIn((await whole(north.ledger, next)).presentation).get('number')?.value);
  assert.ok(after > before, `${after} after ${before}`);
  const { caseNumber } = await north.ledger.nextNumbers(NORTH, given.case);
  assert.ok(caseNumber > 2);
});

test('a peer that does not answer stops a recovery, until its operator goes on without it', async () => {
  await using federation = await started(3);
  const north = federation.node('north');
  const path = await backedUp(north);
  await alertGiven(north);
  await mirroredWhole(federation, north);
  await federation.node('west').stop();
  await restored(north, path);
  const waited = await recover(north.federation);
  assert.equal(!waited.ok && waited.refusal.code, 'recovery-peers-silent');
  const refused = await north.ledger.submit({
    kind: 'draft',
    actor: north.person(NORTH, 'duty-officer'),
    draft: alertDraft(NORTH, randomUUID()),
  });
  assert.equal(!refused.ok && refused.refusal.code, 'ledger-recovering');
  const went = must(await recover(north.federation, { withoutSilent: true }));
  assert.equal(went.silent.length, 1);
});

type Instead = (request: PeerRequest) => Promise<Awaited<ReturnType<PeerFetch>> | undefined>;

/** A peer asked through this answers as it does, except for these paths of it. */
function through(north: TestNode, liar: TestNode, answer: Instead) {
  const { fetchPeer } = north.federation;
  const asked = async (request: PeerRequest) =>
    (request.node === liar.url ? await answer(request) : undefined) ?? fetchPeer(request);
  return { ...north.federation, fetchPeer: Object.assign(asked, { [Symbol.dispose]: () => undefined }) };
}

test('a peer that mirrors and gives nothing back stops a recovery no longer than its operator waits for it', async () => {
  await using federation = await started(3);
  const [north, , west] = federation.nodes as [TestNode, TestNode, TestNode];
  const path = await backedUp(north);
  const given = await alertGiven(north);
  await mirroredWhole(federation, north);
  await restored(north, path);
  let pages = 0;
  const room = through(north, west, async ({ path: asked }) => {
    if (!asked.includes('/returns/')) return undefined;
    pages++;
    return refuse<FetchCode>('peer-too-slow', 'too slow');
  });
  const waited = await recover(room);
  assert.equal(!waited.ok && waited.refusal.code, 'recovery-peers-silent');
  assert.match(waited.ok ? '' : waited.refusal.sentence, /too slow/);
  const went = must(await recover(room, { withoutSilent: true }));
  assert.deepEqual(went.silent, [west.url]);
  assert.ok(!went.asked.includes(west.url));
  assert.equal(pages, 2, 'it is not asked again and again');
  await north.stop();
  await north.start();
  const [delivery] = await deliveries(north.store.connection, { releases: [given.release] });
  assert.equal(delivery?.target, given.alert);
  await checkLedger(north.ledger);
});

test('a mirror that shows our checkpoint over other entries keeps no recovery from its end', async () => {
  await using federation = await started(3);
  const [north, , west] = federation.nodes as [TestNode, TestNode, TestNode];
  const path = await backedUp(north);
  await alertGiven(north);
  await mirroredWhole(federation, north);
  const shown = await shownCheckpoints(north);
  await restored(north, path);
  const { fetchPeer } = north.federation;
  const room = through(north, west, async (request) => {
    if (!/\/mirror\/.*\/entries\//u.test(request.path)) return undefined;
    const honest = await fetchPeer(request);
    return honest.ok
      ? accept({ ...honest.value, body: honest.value.body.map((byte, at) => (at % 34 < 2 ? byte : 7)) })
      : honest;
  });
  const waited = await recover(room);
  assert.equal(!waited.ok && waited.refusal.code, 'mirror-inconsistent');
  const went = must(await recover(room, { withoutSilent: true }));
  assert.deepEqual(went.silent, [west.url]);
  await north.stop();
  await north.start();
  await assertConsistent(north, shown);
  await checkLedger(north.ledger);
});

test('a checkpoint of another history that our own log signed lets no restored node go on with this one', async () => {
  await using federation = await started(3);
  const [north, , west] = federation.nodes as [TestNode, TestNode, TestNode];
  const path = await backedUp(north);
  await alertGiven(north);
  await mirroredWhole(federation, north);
  const size = (await north.ledger.published())?.checkpoint.size ?? 0;
  const other = await fork(north, (await entriesOf(north, size)).with(-1, new Uint8Array(32).fill(7)));
  await restored(north, path);
  const room = through(north, west, async ({ path: asked }) => {
    if (!/\/mirror\/[^/]+\/checkpoint$/u.test(asked)) return undefined;
    return accept({ verdict: 'ok', type: 'text/plain', body: new TextEncoder().encode(other.checkpoint) });
  });
  const went = await recover(room, { withoutSilent: true });
  assert.equal(!went.ok && went.refusal.code, 'recovery-entries-wrong');
});

test('a recovery that was cut off goes on where it stopped', async () => {
  await using federation = await started(2);
  const north = federation.node('north');
  const path = await backedUp(north);
  const given = await alertGiven(north);
  await mirroredWhole(federation, north);
  await restored(north, path);
  const { fetchPeer } = north.federation;
  // The peer answers for its mirror and then no more: entries are in, statements are not.
  const cut = Object.assign(
    async (request: PeerRequest) =>
      request.path.includes('/returns/') ? refuse<FetchCode>('peer-unreachable', 'cut off') : fetchPeer(request),
    { [Symbol.dispose]: () => undefined },
  );
  const first = await recover({ ...north.federation, fetchPeer: cut });
  assert.equal(!first.ok && first.refusal.code, 'recovery-peers-silent');
  await north.stop();
  await north.start();
  const second = must(await recover(north.federation));
  assert.ok(second.returned >= 2);
  await north.stop();
  await north.start();
  const [delivery] = await deliveries(north.store.connection, { releases: [given.release] });
  assert.equal(delivery?.target, given.alert);
  await checkLedger(north.ledger);
});

test('no peer keeps a recovery from its end by telling of ever more to come', async () => {
  await using federation = await started(2);
  const north = federation.node('north');
  const path = await backedUp(north);
  await alertGiven(north);
  await mirroredWhole(federation, north);
  await restored(north, path);
  /** Mirrors as ever, and gives back nothing but the promise of more. */
  const promising = async (nextOf: (from: number) => number | null) => {
    const { fetchPeer, office } = north.federation;
    const recipient = await sealRecipient(office.store.connection, NORTH, office.ledger.now());
    assert.ok(recipient !== undefined);
    const answer = async (request: PeerRequest) => {
      const from = /\/returns\/(\d+)$/u.exec(request.path)?.[1];
      if (from === undefined) return fetchPeer(request);
      const page = { 'comity-returns': 1, statements: [], heads: [], next: nextOf(Number(from)) };
      const body = await sealText(JSON.stringify(page), recipient);
      return accept({ verdict: 'ok', type: SEALED_MEDIA_TYPE, body } as const);
    };
    return { ...north.federation, fetchPeer: Object.assign(answer, { [Symbol.dispose]: () => undefined }) };
  };
  const creeping = await recover(await promising((from) => from + 1));
  assert.equal(!creeping.ok && creeping.refusal.code, 'recovery-peers-silent');
  assert.match(creeping.ok ? '' : creeping.refusal.sentence, /ever more/);
  await north.stop();
  await north.start();
  const most = Number.MAX_SAFE_INTEGER;
  const far = must(await recover(await promising((from) => (from === most ? null : most))));
  assert.equal(far.returned, 0);
});

test('claims erased after the backup do not come back, neither from it nor from a receiver', async () => {
  await using federation = await started(2);
  const north = federation.node('north');
  const old = randomUUID();
  const inBackup = await say(north, alertDraft(NORTH, old));
  const path = await backedUp(north);
  const given = await alertGiven(north);
  for (const [caseId, target] of [
    [old, inBackup.digest],
    [given.case, given.alert],
  ] as const) {
    const actor = north.person(NORTH, 'duty-officer');
    const claims = { target, names: ['malicious'], basis: 'Article 17(1)(a)' };
    must(
      await north.ledger.submit({
        kind: 'draft',
        actor,
        draft: { type: 'erasure', issuer: NORTH, case: caseId, claims },
      }),
    );
  }
  await mirroredWhole(federation, north);
  await restored(north, path);
  must(await recover(north.federation));
  await north.stop();
  await north.start();
  for (const digest of [inBackup.digest, given.alert]) {
    const held = (await heldStatements(north.store.connection, [digest])).get(digest);
    const names = held?.disclosures.map(({ claim }) => claim.name) ?? [];
    assert.ok(names.includes('affected_states'), 'the rest is there');
    assert.ok(!names.includes('malicious'), `${digest} shows what was erased`);
  }
  await checkLedger(north.ledger);
});

test('a peer gives statements back to the node they came from, and to nobody else', async () => {
  await using federation = await started(3);
  const [north, south, west] = federation.nodes as [TestNode, TestNode, TestNode];
  await alertGiven(north);
  const standing = async (node: TestNode) => standingNow(node.federation.office);
  async function ask(node: TestNode, party: string) {
    const known = await standing(node);
    const peer = known.peers.find((one) => one.party === SOUTH);
    assert.ok(peer !== undefined);
    return askBack(node.federation.office, node.federation.fetchPeer, known, peer, party, 0);
  }
  const own = must(await ask(north, NORTH));
  assert.ok(own.statements.length > 0);
  // Another peer gets a page without statements, sealed to a party whose key it does not have.
  const foreign = await ask(west, NORTH);
  assert.equal(!foreign.ok && foreign.refusal.code, 'delivery-not-for-us');
  const unsigned = await giveBack(south.federation.office, { party: NORTH, from: 0, header: undefined });
  assert.equal(!unsigned.ok && unsigned.refusal.code, 'request-unsigned');
  const unknown = must(await ask(north, 'did:web:stranger.example'));
  assert.deepEqual(unknown.statements, []);
});

test('without a mirror a successor log opens, says so in public, and is confirmed anew by peers', async () => {
  await using federation = await started(2);
  const north = federation.node('north');
  const south = federation.node('south');
  const before = await alertGiven(north);
  const path = await backedUp(north);
  const ended = await newestCheckpoint(north.store.connection, north.origin);
  await say(north, alertDraft(NORTH, randomUUID()));
  await south.stop();
  await restored(north, path);
  const found = await recover(north.federation);
  assert.equal(!found.ok && found.refusal.code, 'recovery-peers-silent');
  await north.stop();
  {
    await using store = await openStore({ folder: north.folder });
    assert.equal(must(await openSuccessor(store, north.origin)), `${north.origin}/2`);
  }
  await north.start();
  await south.start();
  assert.equal(north.ledger.origin, `${north.origin}/2`);
  const [first] = await ledgerTables(north.store.connection)
    .selectFrom('statement')
    .selectAll()
    .where('log', '=', north.ledger.origin)
    .execute();
  assert.match(first?.vct ?? '', /log-succession/);
  const held = (await heldStatements(north.store.connection, [first?.digest ?? ''])).get(first?.digest ?? '');
  const claims = new Map(held?.disclosures.map(({ claim }) => [claim.name, claim]));
  assert.equal(claims.get('predecessor')?.value, north.origin);
  assert.equal(claims.get('size')?.value, ended?.checkpoint.size);
  assert.equal(claims.get('root')?.value, ended?.checkpoint.root.toBase64());
  assert.ok(
    [...claims.values()].filter(({ name }) => name !== 'iat').some(({ marking }) => marking.tlp === 'clear'),
  );
  // What stands in the ended log is proven under its own checkpoints.
  assert.match((await north.ledger.proof(before.alert)) ?? '', new RegExp(`${north.origin}\n`));
  assert.ok((await north.ledger.nextNumbers(NORTH, before.case)).number > 1_000_000);
  await peer(north, south);
  await alertGiven(north);
  await checkLedger(north.ledger);
  // Opened again it does not say it twice.
  await north.stop();
  await north.start();
  const said = await ledgerTables(north.store.connection)
    .selectFrom('statement')
    .select('digest')
    .where('vct', '=', first?.vct ?? '')
    .execute();
  assert.equal(said.length, 1);
});
