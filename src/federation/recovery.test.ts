import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { backUp, restoreBackup } from '#ledger/backup.ts';
import { checkLedger } from '#ledger/check-ledger.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { rootAt } from '#ledger/whole-check.ts';
import { BACKUP_TABLE_SETS } from '#node-tables.ts';
import { blobFolder } from '#store/blobs.ts';
import { openStore } from '#store/open.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, TEST_REALM, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { deliveries } from './deliveries.ts';
import { mirrored } from './mirror-tables.ts';
import { recover } from './recovery.ts';

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

async function backedUp(node: TestNode): Promise<string> {
  const path = join(node.folder, `backup-${randomUUID()}`);
  const { store, ledger, folder } = node;
  const blobs = await blobFolder(join(folder, 'blobs'));
  const { origin } = ledger;
  must(await backUp({ store, sets: BACKUP_TABLE_SETS, blobs, origin, realm: TEST_REALM, path }));
  return path;
}

/** The disk is lost: database and blobs go, and the backup is put in their place. The erasure list lies elsewhere. */
async function restored(node: TestNode, path: string): Promise<void> {
  const { folder } = node;
  const { origin } = node.ledger;
  await node.stop();
  for (const name of await readdir(folder)) {
    if (name.startsWith('comity.sqlite')) await rm(join(folder, name));
  }
  {
    await using store = await openStore({ folder });
    const blobs = await blobFolder(join(folder, 'blobs'));
    must(await restoreBackup({ store, sets: BACKUP_TABLE_SETS, blobs, origin, realm: TEST_REALM, path }));
  }
  await node.start();
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
