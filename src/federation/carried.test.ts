import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Arrived, takeSealed } from '#incidents/sealed.ts';
import type { Outcome } from '#outcome.ts';
import { sealRecipient } from '#parties/key-view.ts';
import { listDrafts } from '#parties/workspace.ts';
import { newIdentity, recipientOf, sealTo } from '#store/seal.ts';
import { eventually } from '#testing/eventually.ts';
import { TEST_REALM, type TestNode } from '#testing/federation.ts';
import { ARVENIA, type Neighbours, startNeighbours, VELDMARK } from '#testing/neighbours.ts';
import { formatSealedFile, formatUnsignedReport } from '#web/sealed-file.ts';
import { CARRIED_DAYS, CARRIED_WAITING_MOST, handOnWaiting } from './carried.ts';

const FOUND_AGAIN_MS = 20_000;

let federation: Neighbours;
let veldmark: TestNode;
let arvenia: TestNode;
before(async () => {
  federation = await startNeighbours({ cadenceMs: 200 });
  ({ veldmark, arvenia } = federation);
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

/** A report for Arvenia, sealed with the key that Veldmark knows of it. */
async function forArvenia(key?: string): Promise<string> {
  const recipient = key ?? (await sealRecipient(veldmark.store.connection, ARVENIA, veldmark.ledger.now())) ?? '';
  const at = veldmark.ledger.now().toString();
  const inside = { to: ARVENIA, realm: TEST_REALM, pageAt: at, sealedAt: at, fields: { danger_to_life: 'yes' } };
  const report = formatUnsignedReport({ id: randomUUID(), ...inside });
  const bytes = await sealTo([recipient], new TextEncoder().encode(report));
  return formatSealedFile({ to: ARVENIA, realm: TEST_REALM, node: arvenia.url, sealed: bytes.toBase64() });
}

function handInAt(node: TestNode, file: string): Promise<Outcome<Arrived>> {
  const { connection } = node.store;
  const { keyring, ledger } = node;
  const { fetchPeer } = node.federation;
  return takeSealed({ connection, keyring, fetchPeer, realm: TEST_REALM, now: () => ledger.now() }, file);
}

async function draftsAt(node: TestNode, party: string): Promise<readonly string[]> {
  return (await listDrafts({ connection: node.store.connection, party })).map(({ code }) => code);
}

async function carriedAt(node: TestNode) {
  const tables = node.store.connection.$extendTables<{ carried_file: { file: string; answer: string | null } }>();
  return tables.selectFrom('carried_file').selectAll().execute();
}

test('a node that is not the addressee hands the file on, still sealed, and answers with the addressee’s reference', async () => {
  const file = await forArvenia();
  const taken = await handInAt(veldmark, file);
  assert.ok(taken.ok && taken.value.state === 'handed-on', JSON.stringify(taken));
  assert.equal(taken.value.node, arvenia.url);
  assert.deepEqual(await draftsAt(arvenia, ARVENIA), [taken.value.reference]);
  assert.deepEqual(await draftsAt(veldmark, VELDMARK), []);
  assert.ok(
    (await carriedAt(veldmark)).every((row) => row.file === ''),
    'nothing is kept of what was handed on',
  );
  const again = await handInAt(veldmark, file);
  assert.deepEqual(again, taken, 'the same file again has the same answer');
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, 1);
});

test('a file that its addressee refuses is refused here too, and not kept', async () => {
  const strange = await recipientOf(await newIdentity());
  const taken = await handInAt(veldmark, await forArvenia(strange));
  assert.equal(!taken.ok && taken.refusal.code, 'sealed-refused-there');
  assert.ok((await carriedAt(veldmark)).every(({ answer }) => answer !== null));
});

test('while the addressee is away the file is kept, over a restart too, and handed on when it is back', async () => {
  const before = (await draftsAt(arvenia, ARVENIA)).length;
  await arvenia.stop();
  const file = await forArvenia();
  const taken = await handInAt(veldmark, file);
  assert.ok(taken.ok && taken.value.state === 'waits', JSON.stringify(taken));
  const again = await handInAt(veldmark, file);
  assert.deepEqual(again, taken, 'handed in again, it still waits once');
  await veldmark.stop();
  await veldmark.start();
  await arvenia.start();
  const arrives = async () => (await draftsAt(arvenia, ARVENIA)).length === before + 1;
  await eventually('the file that waited reaches its addressee', arrives, FOUND_AGAIN_MS);
  const arrived = await handInAt(veldmark, file);
  assert.ok(arrived.ok && arrived.value.state === 'handed-on');
  assert.equal((await draftsAt(arvenia, ARVENIA)).length, before + 1);
});

test('what waited too long is forgotten, and a node carries only so much for others', async () => {
  await arvenia.stop();
  const { connection } = veldmark.store;
  const { fetchPeer } = veldmark.federation;
  await handInAt(veldmark, await forArvenia());
  const waits = async () => (await carriedAt(veldmark)).filter(({ answer }) => answer === null).length;
  assert.equal(await waits(), 1);
  const later = veldmark.ledger.now().add({ hours: 24 * CARRIED_DAYS + 1 });
  await handOnWaiting({ connection, fetchPeer, now: () => later });
  assert.equal(await waits(), 0);
  const rows = Array.from({ length: CARRIED_WAITING_MOST }, (_, at) => ({
    hash: `full ${at}`,
    recipient: 'did:web:nobody.example',
    file: 'x',
    answer: null,
    received_at: Number(veldmark.ledger.now().epochMilliseconds) * 1_000,
  }));
  await connection
    .$extendTables<{ carried_file: (typeof rows)[number] }>()
    .insertInto('carried_file')
    .values(rows)
    .execute();
  const full = await handInAt(veldmark, await forArvenia());
  assert.equal(!full.ok && full.refusal.code, 'too-many-carried');
});
