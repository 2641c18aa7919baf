import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { parseTrust } from '#bundle/trust.ts';
import { heldStatements } from '#federation/agreements/held-statements.ts';
import type { PeerRequest } from '#federation/fetch.ts';
import { signRequest } from '#federation/request-signature.ts';
import { federationTables } from '#federation/tables.ts';
import { openSuccessor } from '#ledger/successor.ts';
import { formatVerifierKey } from '#log/verifier-key.ts';
import { trustText } from '#node-trust.ts';
import { openStore } from '#store/open.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import { must, peer, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { backedUp, restored } from '#testing/restored-node.ts';
import { acknowledge } from './acknowledge.ts';
import { Backfill, backfillPath, giveBackfill } from './backfill.ts';
import { askedBackfills, noteAsked } from './backfill-tables.ts';
import { deliveries } from './deliveries.ts';
import { recover } from './recovery.ts';

const NORTH = 'did:web:csirt.north.example';
const SOUTH = 'did:web:csirt.south.example';
const WEST = 'did:web:csirt.west.example';

async function started(nodes = 2): Promise<TestFederation> {
  const plans = [
    { name: 'north', parties: [{ party: NORTH, name: 'North', kind: 'csirt', territory: 'XN' }] },
    { name: 'south', parties: [{ party: SOUTH, name: 'South', kind: 'csirt', territory: 'XS' }] },
    { name: 'west', parties: [{ party: WEST, name: 'West', kind: 'csirt', territory: 'XW' }] },
  ] as const;
  return startFederation(plans.slice(0, nodes), { cadenceMs: 50, mirrorCadenceMs: 50 });
}

type Given = { readonly alert: string; readonly release: string; readonly receipt: string };

async function given(node: TestNode, from: string, to: string): Promise<Given> {
  const caseId = randomUUID();
  const alert = await say(node, alertDraft(from, caseId));
  const sent = await release(node, { from, to, target: alert.digest, case: caseId });
  const receipt = await eventually('the receipt', async () => {
    const [delivery] = await deliveries(node.store.connection, { releases: [sent.digest] });
    return delivery?.receipt?.digest;
  });
  return { alert: alert.digest, release: sent.digest, receipt };
}

async function reopened(node: TestNode): Promise<void> {
  await node.stop();
  await node.start();
}

async function allAskedFor(node: TestNode): Promise<void> {
  await eventually('the end of asking', async () => (await askedBackfills(node.store.connection)).length === 0);
}

async function receiptsFor(node: TestNode, releases: readonly string[]) {
  return federationTables(node.store.connection)
    .selectFrom('federation_receipt')
    .select(['release', 'digest'])
    .where('release', 'in', releases)
    .where('origin', '=', 'own')
    .execute();
}

test('what a peer gave after the backup comes again, under the receipts that the log still has', async () => {
  await using federation = await started();
  const [north, south] = federation.nodes as [TestNode, TestNode];
  const kept = await given(south, SOUTH, NORTH);
  const path = await backedUp(north);
  const lost = [await given(south, SOUTH, NORTH), await given(south, SOUTH, NORTH)];
  await restored(north, path);
  must(await recover(north.federation));
  await reopened(north);
  await allAskedFor(north);
  const releases = [kept, ...lost].map((one) => one.release);
  const held = await heldStatements(
    north.store.connection,
    [kept, ...lost].flatMap((one) => [one.alert, one.release]),
  );
  assert.equal(held.size, 6);
  const receipts = await receiptsFor(north, releases);
  assert.deepEqual(
    new Map(receipts.map((row) => [row.release, row.digest])),
    new Map([kept, ...lost].map((one) => [one.release, one.receipt])),
  );
  // Said once more it is answered as before.
  assert.equal(receipts.length, releases.length);
  const again = await deliveries(north.store.connection, { releases });
  assert.ok(again.every(({ state }) => state === 'received'));
  await checkLedger(north.ledger);
});

test('what a person read after the backup is known again', async () => {
  await using federation = await started();
  const [north, south] = federation.nodes as [TestNode, TestNode];
  const sent = await given(north, NORTH, SOUTH);
  const path = await backedUp(north);
  must(await acknowledge(south.federation.office, south.person(SOUTH, 'duty-officer'), sent.release, {}));
  const isRead = async () => {
    const [delivery] = await deliveries(north.store.connection, { releases: [sent.release] });
    return delivery?.state === 'acknowledged';
  };
  await eventually('the acknowledgement', isRead);
  await restored(north, path);
  must(await recover(north.federation));
  await reopened(north);
  await eventually('the acknowledgement again', isRead);
});

test('a peer that is away while the node is restored is asked when it is back', async () => {
  await using federation = await started(3);
  const [north, south, west] = federation.nodes as [TestNode, TestNode, TestNode];
  const path = await backedUp(north);
  const bySouth = await given(south, SOUTH, NORTH);
  const byWest = await given(west, WEST, NORTH);
  await west.stop();
  await restored(north, path);
  must(await recover(north.federation, { withoutSilent: true }));
  await reopened(north);
  await eventually(
    'what the south gave',
    async () => (await heldStatements(north.store.connection, [bySouth.alert])).size === 1,
  );
  assert.equal((await heldStatements(north.store.connection, [byWest.alert])).size, 0);
  await west.start();
  await allAskedFor(north);
  assert.equal((await heldStatements(north.store.connection, [byWest.alert])).size, 1);
});

test('nothing is given again to a node that does not host the party, or that nobody confirmed', async () => {
  await using federation = await started(3);
  const [, south, west] = federation.nodes as [TestNode, TestNode, TestNode];
  await given(south, SOUTH, NORTH);
  const asked = { from: SOUTH, to: NORTH, after: 0 };
  const unsigned = await giveBackfill(south.federation.office, { ...asked, header: undefined });
  assert.equal(!unsigned.ok && unsigned.refusal.code, 'request-unsigned');
  const { own } = west.federation.office;
  const line = {
    method: 'GET',
    path: backfillPath(SOUTH, NORTH, 0),
    to: south.ledger.origin,
    body: new Uint8Array(0),
  };
  const header = signRequest(line, own.requestKey, Temporal.Now.instant());
  const foreign = await giveBackfill(south.federation.office, { ...asked, header });
  assert.equal(!foreign.ok && foreign.refusal.code, 'delivery-from-another');
});

test('under a successor log what was given comes again with new receipts, and new peers can check the ended log', async () => {
  await using federation = await started(2);
  const [north, south] = federation.nodes as [TestNode, TestNode];
  const path = await backedUp(north);
  const lost = await given(south, SOUTH, NORTH);
  await restored(north, path);
  await north.stop();
  {
    await using store = await openStore({ folder: north.folder });
    must(await openSuccessor(store, north.origin));
  }
  await north.start();
  await peer(north, south);
  await allAskedFor(north);
  const receipts = await receiptsFor(north, [lost.release]);
  assert.equal(receipts.length, 1);
  assert.notEqual(receipts[0]?.digest, lost.receipt);
  // Whoever meets the node only now is told of the ended log's key, and hands it on to whoever checks.
  const late = await startFederation(
    [{ name: 'west', parties: [{ party: WEST, name: 'West', kind: 'csirt', territory: 'XW' }] }],
    { cadenceMs: 50, mirrorCadenceMs: 50 },
  );
  await using _late = late;
  const west = late.node('west');
  await peer(north, west);
  for (const node of [north, west]) {
    const trust = must(parseTrust(await trustText(node)));
    const logs = trust.policy.logs.map(({ key }) => key.name);
    assert.ok(logs.includes(north.origin) && logs.includes(north.ledger.origin), logs.join(', '));
    assert.equal(trust.operators.get(north.origin), north.ledger.origin);
  }
});

test('a peer cannot have the key of a log confirmed that its own does not succeed', async () => {
  await using federation = await started(2);
  const [north, south] = federation.nodes as [TestNode, TestNode];
  const before = must(
    await north.ledger.submit({
      kind: 'draft',
      actor: north.person(NORTH, 'administrator'),
      draft: await confirmation(north, south, []),
    }),
  );
  assert.ok(before);
  const own = formatVerifierKey(north.ledger.logKey);
  const draft = await confirmation(north, south, [own]);
  const refused = await north.ledger.submit({ kind: 'draft', actor: north.person(NORTH, 'administrator'), draft });
  assert.equal(!refused.ok && refused.refusal.code, 'peer-malformed');
});

async function confirmation(node: TestNode, other: TestNode, former: readonly string[]) {
  const row = await federationTables(node.store.connection)
    .selectFrom('federation_peer_confirmation')
    .selectAll()
    .where('origin', '=', 'own')
    .executeTakeFirstOrThrow();
  return {
    type: 'peer-confirmation',
    issuer: NORTH,
    case: row.case_id ?? '',
    claims: {
      peer: row.peer,
      root: row.root,
      node: other.url,
      log_origin: row.log,
      log_vkey: row.log_vkey,
      former_vkeys: former,
      witness_vkeys: JSON.parse(row.witness_vkeys),
      request_vkey: row.request_vkey,
      via: 'read out again',
    },
  };
}

test('a page that cannot be taken holds up no other peer’s', async () => {
  await using federation = await started(3);
  const [north, south, west] = federation.nodes as [TestNode, TestNode, TestNode];
  await north.federation.job[Symbol.asyncDispose]();
  const { office, fetchPeer } = north.federation;
  const rows = [SOUTH, WEST].map((peerParty) => ({ party: NORTH, peer: peerParty, after: 0 }));
  await noteAsked(north.store.connection, rows);
  const [first] = await askedBackfills(north.store.connection);
  const poisoned = first!.peer === SOUTH ? south.url : west.url;
  const told: unknown[] = [];
  const asking = Object.assign(
    async (request: PeerRequest) => {
      if (request.node === poisoned) throw new Error('cannot be read');
      return fetchPeer(request);
    },
    { [Symbol.dispose]: () => undefined },
  );
  // Its pauses never end by themselves: all of it has to be done in one attempt.
  const timer = { now: () => north.ledger.now(), after: () => () => undefined };
  const trouble = (error: unknown) => told.push(error);
  await using _again = new Backfill({ office, fetchPeer: asking, random: () => 0.5, timer, trouble });
  await eventually('the other to be done', async () => {
    const left = await askedBackfills(north.store.connection);
    return left.length === 1 && left[0]!.peer === first!.peer;
  });
  assert.ok(told.length > 0);
});
