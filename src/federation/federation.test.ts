import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { must, type TestNode } from '#testing/federation.ts';
import { ARVENIA, type Neighbours, startNeighbours, VELDMARK } from '#testing/neighbours.ts';
import { ALERT_CLAIMS, alertDraft, release, say } from '#testing/releases.ts';
import { heldStatements, partyViews } from './agreements/held-statements.ts';
import { acknowledge } from './delivery/acknowledge.ts';
import { deliveries } from './delivery/deliveries.ts';
import { mirrored } from './logs/mirror-tables.ts';
import { FEDERATION_TABLES, federationTables } from './tables.ts';

let federation: Neighbours;
let veldmark: TestNode;
let arvenia: TestNode;

before(async () => {
  federation = await startNeighbours({ cadenceMs: 100, mirrorCadenceMs: 100 });
  ({ veldmark, arvenia } = federation);
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

async function given() {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const released = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  const [sent] = await eventually('a receipt', async () => {
    const all = await deliveries(veldmark.store.connection, { releases: [released.digest] });
    return all[0]?.state === 'received' ? all : undefined;
  });
  assert.ok(sent?.receipt);
  return { caseId, target: alert.digest, release: released.digest, receipt: sent.receipt.digest };
}

test('a release is answered by a signed receipt that both sides hold', async () => {
  const sent = await given();
  const [got] = await deliveries(arvenia.store.connection, { releases: [sent.release] });
  assert.equal(got?.receipt?.digest, sent.receipt);
});

test('only the claims that the release names arrive, and the receipt says which they were', async () => {
  const sent = await given();
  const held = await heldStatements(arvenia.store.connection, [sent.target, sent.receipt, sent.release]);
  const names = (digest: string) =>
    held
      .get(digest)
      ?.disclosures.map(({ claim }) => claim.name)
      .sort();
  assert.deepEqual(names(sent.target), [...ALERT_CLAIMS].sort());
  assert.ok(!names(sent.release)?.includes('author') && !names(sent.release)?.includes('approvals'));
  const receipt = held.get(sent.receipt)?.disclosures.find(({ claim }) => claim.name === 'claims');
  assert.deepEqual(receipt?.claim.value, [...ALERT_CLAIMS].sort());
});

test('an acknowledgement by a person of the addressee travels back to the releaser', async () => {
  const sent = await given();
  const reader = arvenia.person(ARVENIA, 'duty-officer');
  must(await acknowledge(arvenia.federation.office, reader, sent.release, { note: 'Called our operators' }));
  const [seen] = await eventually('the acknowledgement', async () => {
    const all = await deliveries(veldmark.store.connection, { releases: [sent.release] });
    return all[0]?.state === 'acknowledged' ? all : undefined;
  });
  assert.equal(seen?.silentSince, null);
  const read = { digest: seen?.acknowledgements[0]?.digest ?? '', party: VELDMARK };
  const [told] = await partyViews(veldmark.store.connection, [read], veldmark.ledger.now());
  assert.equal(told?.claims.get('person')?.value, reader.person);
  assert.equal(told?.claims.get('note')?.value, 'Called our operators');
});

test('views built anew from what is held are the views that grew', async () => {
  await given();
  for (const node of [veldmark, arvenia]) {
    const before_ = await rowsOf(node);
    must(await node.ledger.rebuildViews());
    assert.deepEqual(await rowsOf(node), before_);
  }
});

async function rowsOf(node: TestNode): Promise<unknown> {
  return node.store.snapshot(async (moment) => {
    const tables = federationTables(moment);
    const found: Record<string, unknown> = {};
    for (const table of FEDERATION_TABLES) {
      const rows = await tables.selectFrom(table).selectAll().execute();
      found[table] = rows.map((row) => JSON.stringify(row)).sort();
    }
    return found;
  });
}

test('a published checkpoint comes back with the cosignatures of the peer, in both kinds', async () => {
  const names = await eventually('two cosignatures', async () => {
    const published = await veldmark.ledger.published();
    const lines = published?.note.signatures.filter((line) => line.name !== veldmark.ledger.origin) ?? [];
    return lines.length === 2 ? lines.map((line) => line.name) : undefined;
  });
  assert.deepEqual(names, ['arvenia.example/log/witness', 'arvenia.example/log/witness']);
});

test('each node mirrors the log of its peer up to the published checkpoint', async () => {
  await eventually('a whole mirror', async () => {
    const published = await arvenia.ledger.published();
    const copy = await mirrored(veldmark.store.connection, arvenia.ledger.origin);
    return copy !== undefined && copy.note !== null && copy.size === published?.checkpoint.size;
  });
});
