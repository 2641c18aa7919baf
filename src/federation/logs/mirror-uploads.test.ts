import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { removePeer } from '#federation/peers/peers.ts';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency } from '#log/consistency.ts';
import { MAX_PENDING_TREES } from '#log/mirror.ts';
import { formatUpload, MAX_UPLOAD_BYTES, parseMirrorPosition } from '#log/mirror-upload.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { formatAddCheckpoint, MAX_ADD_CHECKPOINT_CHARACTERS } from '#log/witness.ts';
import { encodeBase64url } from '#statement/base64url.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { entriesOf, fork } from '#testing/forked-log.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { mirrorStep } from './mirror.ts';
import { mirrored, mirroredDigests, mirroredEdge, originHash } from './mirror-tables.ts';
import { misbehaving } from './misbehaviour-detection.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const EXTRA_ENTRIES = 600;

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
/** Veldmark's log as it will be, signed by its own key: longer than one package. */
let entries: Uint8Array[];

before(async () => {
  federation = await startFederation([
    { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
    { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
  ]);
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
  await onlyUploads();
  const { logIndex } = await say(veldmark, alertDraft(VELDMARK, randomUUID()));
  entries = await entriesOf(veldmark, logIndex + 1);
  grow(EXTRA_ENTRIES);
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** From here on nothing is fetched or pushed: what the mirror gets, it gets by the uploads of these tests. */
async function onlyUploads(): Promise<void> {
  for (const node of [veldmark, arvenia]) await node.federation.job[Symbol.asyncDispose]();
}

function grow(count: number): void {
  for (let at = 0; at < count; at++) entries.push(randomBytes(32));
}

function reader(of: readonly Uint8Array[]) {
  const { edge, tiles } = must(appendEntries(EMPTY_EDGE, of));
  return tileReader(
    edge.size,
    (level, index) => tiles.find((tile) => tile.level === level && tile.index === index)?.bytes,
  );
}

async function post(path: string, type: string, body: string | Uint8Array, more: Record<string, string> = {}) {
  const response = await fetch(`${arvenia.url}/mirror/${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...more },
    body: body as BodyInit,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
    encodings: response.headers.get('accept-encoding'),
  };
}

/** Announces the first `size` entries as the log's tree. */
async function announce(size: number, of = entries) {
  const signed = must(parseCheckpoint((await fork(veldmark, of.slice(0, size))).checkpoint));
  const send = (oldSize: number) => {
    const proof = oldSize > size ? [] : must(buildConsistency(oldSize, size, reader(of.slice(0, size))));
    return post('add-checkpoint', 'text/plain', formatAddCheckpoint({ oldSize, proof, signed }));
  };
  const first = await send(0);
  return first.status === 409 ? send(Number(first.text)) : first;
}

function uploadBody(start: number, end: number, sent = end, of = entries, tree = of): Uint8Array {
  const header = { origin: veldmark.ledger.origin, start, end, ticket: new Uint8Array(0) };
  return must(formatUpload(header, of.slice(start, sent), reader(tree.slice(0, end))));
}

function send(body: Uint8Array, more: Record<string, string> = {}) {
  return post('add-entries', 'application/octet-stream', body, more);
}

function upload(start: number, end: number, sent = end, of = entries) {
  return send(uploadBody(start, end, sent, of));
}

function copy() {
  return mirrored(arvenia.store.connection, veldmark.ledger.origin);
}

function nextEntry({ text }: { readonly text: string }): number {
  return must(parseMirrorPosition(text)).nextEntry;
}

/** The copy in the mirror's tables, entry by entry; its tiles are checked against its root on the way. */
async function heldEntries(): Promise<string[]> {
  const { connection } = arvenia.store;
  const { size } = await mirroredEdge(connection, veldmark.ledger.origin);
  const indexes = Array.from({ length: size }, (_, index) => index);
  const digests = await mirroredDigests(connection, veldmark.ledger.origin, indexes);
  return indexes.map((index) => digests.get(index) ?? '');
}

function asHeld(of: readonly Uint8Array[]): string[] {
  return of.map((entry) => encodeBase64url(entry));
}

async function held(): Promise<number> {
  return (await copy())?.size ?? 0;
}

/** What a problem answer is refused for. */
function codeOf({ text }: { readonly text: string }): string {
  return (JSON.parse(text) as { code: string }).code;
}

test('a log that nobody confirmed is not mirrored, nor is our own', async () => {
  for (const origin of ['evil.example/log', arvenia.ledger.origin]) {
    const header = { origin, start: 0, end: 0, ticket: new Uint8Array(0) };
    const asked = await send(must(formatUpload(header, [], reader(entries))));
    assert.deepEqual([asked.status, codeOf(asked)], [404, 'origin-unknown']);
  }
  const own = must(parseCheckpoint((await fork(arvenia, entries)).checkpoint));
  const announced = formatAddCheckpoint({ oldSize: 0, proof: [], signed: own });
  const refused = await post('add-checkpoint', 'text/plain', announced);
  assert.deepEqual([refused.status, codeOf(refused)], [404, 'origin-unknown']);
});

test('a tree that the log did not sign is not taken', async () => {
  const { checkpoint } = await fork(veldmark, entries);
  const changed = checkpoint.replace(`\n${entries.length}\n`, `\n${entries.length + 1}\n`);
  const body = formatAddCheckpoint({ oldSize: 0, proof: [], signed: must(parseCheckpoint(changed)) });
  const refused = await post('add-checkpoint', 'text/plain', body);
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'log-signature-invalid']);
});

test('entries towards a tree that was not announced are answered with the place to go on from', async () => {
  const start = await held();
  const early = await upload(start, entries.length);
  assert.equal(early.status, 409);
  assert.equal(nextEntry(early), start);
  assert.equal(early.encodings, 'gzip');
});

test('an announced tree is cosigned by nobody before its entries are there', async () => {
  // A log that nothing was fetched of yet has no row; one that was only announced has a row without a note.
  const noted = async () => (await copy())?.note ?? null;
  const before_ = await noted();
  const answer = await announce(entries.length);
  assert.deepEqual([answer.status, answer.text], [200, '']);
  assert.equal(await noted(), before_);
});

test('entries that are not those of the tree are refused, and nothing is kept of them', async () => {
  const start = await held();
  const wrong = entries.with(start + 3, randomBytes(32));
  const refused = await send(uploadBody(start, entries.length, entries.length, wrong, entries));
  assert.deepEqual([refused.status, codeOf(refused)], [422, 'package-invalid']);
  assert.equal(await held(), start);
});

test('the right entries under a wrong proof are refused; the packages before it are kept', async () => {
  const start = await held();
  const body = uploadBody(start, entries.length);
  body[body.length - 1]! ^= 1;
  const refused = await send(body);
  assert.deepEqual([refused.status, codeOf(refused)], [422, 'package-invalid']);
  const kept = await held();
  assert.ok(kept > start && kept < entries.length && kept % 256 === 0);
  assert.deepEqual(await heldEntries(), asHeld(entries.slice(0, kept)));
  grow(EXTRA_ENTRIES);
  assert.equal((await announce(entries.length)).status, 200);
});

test('a part of the packages is kept, and the answer says where to go on, also after a stop of the node', async () => {
  const start = await held();
  const upTo = start + 256;
  const part = await upload(start, entries.length, upTo);
  assert.equal(part.status, 202);
  assert.match(part.type, /^text\/x\.tlog\.mirror-info/);
  assert.equal(nextEntry(part), upTo);
  await arvenia.stop();
  await arvenia.start();
  await onlyUploads();
  const asked = await upload(0, 0);
  assert.equal(asked.status, 409);
  assert.deepEqual(must(parseMirrorPosition(asked.text)), {
    treeSize: entries.length,
    nextEntry: upTo,
    ticket: new Uint8Array(0),
  });
});

test('an upload that begins beyond what is held is told the right place, and leaves no gap', async () => {
  const start = await held();
  const ahead = await upload(start + 8, entries.length);
  assert.equal(ahead.status, 409);
  assert.equal(nextEntry(ahead), start);
  assert.equal(await held(), start);
});

test('the last package brings the cosignature of the mirror, which is stored and served by then', async () => {
  const rest = await upload(await held(), entries.length);
  assert.equal(rest.status, 200);
  assert.match(rest.text, /^— arvenia\.example\/log\/mirror [A-Za-z0-9+/=]+\n$/);
  const served = await fetch(`${arvenia.url}/mirror/${originHash(veldmark.ledger.origin)}/checkpoint`);
  assert.ok((await served.text()).endsWith(rest.text));
  assert.deepEqual(await heldEntries(), asHeld(entries));
});

test('the same upload made again, or by two clients at once, has one effect and one answer', async () => {
  grow(EXTRA_ENTRIES);
  const start = await held();
  assert.equal((await announce(entries.length)).status, 200);
  const pieces = [
    upload(start, entries.length),
    upload(start - 40, entries.length),
    upload(start, entries.length),
  ];
  const answers = [...(await Promise.all(pieces)), await upload(start, entries.length)];
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
  assert.deepEqual(await heldEntries(), asHeld(entries));
});

test('a tree announced earlier stays good to upload to, and the copy never goes back to a smaller one', async () => {
  const first = entries.length + 10;
  grow(20);
  assert.equal((await announce(first)).status, 200);
  assert.equal((await announce(entries.length)).status, 200);
  const start = await held();
  assert.equal((await upload(start, first)).status, 200);
  assert.equal((await upload(first, entries.length)).status, 200);
  const late = await upload(start, first);
  assert.equal(late.status, 409);
  assert.equal(must(parseMirrorPosition(late.text)).treeSize, entries.length);
  assert.equal((await copy())?.note_size, entries.length);
});

test('only the newest trees announced are remembered', async () => {
  const first = entries.length + 1;
  for (let at = 0; at <= MAX_PENDING_TREES; at++) {
    grow(1);
    assert.equal((await announce(entries.length)).status, 200);
  }
  const start = await held();
  const forgotten = await upload(start, first);
  assert.equal(forgotten.status, 409);
  assert.equal(must(parseMirrorPosition(forgotten.text)).treeSize, entries.length);
  assert.equal((await upload(start, entries.length)).status, 200);
});

test('an upload may come compressed, whole or broken off, but unfolds no further than the limit', async () => {
  grow(EXTRA_ENTRIES);
  assert.equal((await announce(entries.length)).status, 200);
  const gzip = { 'content-encoding': 'gzip' };
  const start = await held();
  // Where the compressed bytes break off, at most the last packages are missing.
  const cut = gzipSync(uploadBody(start, entries.length));
  const part = await send(cut.subarray(0, cut.length - 2_000), gzip);
  assert.equal(part.status, 202);
  const rest = await send(gzipSync(uploadBody(nextEntry(part), entries.length)), gzip);
  assert.equal(rest.status, 200);
  const bomb = await send(gzipSync(new Uint8Array(MAX_UPLOAD_BYTES + 1)), gzip);
  assert.deepEqual([bomb.status, codeOf(bomb)], [413, 'request-too-long']);
  const broken = await send(randomBytes(200), gzip);
  assert.deepEqual([broken.status, codeOf(broken)], [400, 'request-malformed']);
  const other = await send(cut, { 'content-encoding': 'zstd' });
  assert.deepEqual([other.status, codeOf(other)], [415, 'media-type-not-supported']);
});

test('an upload over the limit is not read, and the copy stays as it is', async () => {
  const before_ = await copy();
  const large = await send(new Uint8Array(MAX_UPLOAD_BYTES + 1));
  assert.deepEqual([large.status, codeOf(large)], [413, 'body-too-large']);
  const announced = await post('add-checkpoint', 'text/plain', 'x'.repeat(MAX_ADD_CHECKPOINT_CHARACTERS + 1));
  assert.equal(announced.status, 413);
  assert.deepEqual(await copy(), before_);
});

test('garbage is refused with a code', async () => {
  for (const body of [new Uint8Array(0), new Uint8Array([0]), new Uint8Array(40).fill(255)]) {
    const refused = await send(body);
    assert.deepEqual([refused.status, codeOf(refused)], [400, 'request-malformed']);
  }
  assert.equal((await post('add-checkpoint', 'text/plain', 'hello')).status, 400);
});

test('a second history of the log is refused, whether announced, uploaded or shown, and its lie is proven', async () => {
  assert.deepEqual(await misbehaving(arvenia.store.connection), []);
  const { length } = entries;
  const other = entries.with(2, randomBytes(32));
  const signed = must(parseCheckpoint((await fork(veldmark, other)).checkpoint));
  const same = await post(
    'add-checkpoint',
    'text/plain',
    formatAddCheckpoint({ oldSize: length, proof: [], signed }),
  );
  assert.deepEqual([same.status, codeOf(same)], [409, 'root-conflict']);
  const [proven] = await eventually('a proof', async () => {
    const found = await misbehaving(arvenia.store.connection);
    return found.length > 0 && found;
  });
  assert.deepEqual([proven?.log, proven?.kind], [veldmark.ledger.origin, 'two-roots']);

  other.push(...Array.from({ length: 300 }, () => randomBytes(32)));
  const longer = await announce(other.length, other);
  assert.deepEqual([longer.status, codeOf(longer)], [422, 'consistency-invalid']);
  assert.equal((await upload(length, other.length, other.length, other)).status, 409);

  // What Veldmark really shows is another tree by now than the one these tests announced in its name.
  for (let size = 0; size <= length; size = (await veldmark.ledger.published())?.checkpoint.size ?? 0) {
    await Promise.all(Array.from({ length: 64 }, () => say(veldmark, alertDraft(VELDMARK, randomUUID()))));
  }
  const { office, keys, fetchPeer } = arvenia.federation;
  const target = { log: veldmark.ledger.origin, node: veldmark.url, confirmedBy: ARVENIA };
  const followed = await mirrorStep(office, fetchPeer, keys.mirror, target);
  assert.equal(followed.ok ? 'mirrored' : followed.refusal.code, 'mirror-inconsistent');
  assert.deepEqual(await heldEntries(), asHeld(entries));
});

test('once its peer is removed, a log is mirrored no more', async () => {
  const administrator = arvenia.person(ARVENIA, 'administrator');
  must(await removePeer(arvenia.federation.office, administrator, VELDMARK, 'It forked its log.'));
  assert.equal((await upload(0, 0)).status, 404);
  assert.equal((await announce(entries.length)).status, 404);
});
