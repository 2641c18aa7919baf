import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency } from '#log/consistency.ts';
import { formatUpload, parseMirrorPosition } from '#log/mirror-upload.ts';
import { tileReader } from '#log/tile-reader.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { formatAddCheckpoint } from '#log/witness.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { entriesOf, fork } from '#testing/forked-log.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { mirrored } from './mirror-tables.ts';

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
  // From here on nothing is fetched: what the mirror gets, it gets by upload.
  await arvenia.federation.duty[Symbol.asyncDispose]();
  const { logIndex } = await say(veldmark, alertDraft(VELDMARK, randomUUID()));
  entries = await entriesOf(veldmark, logIndex + 1);
  for (let at = 0; at < EXTRA_ENTRIES; at++) entries.push(new Uint8Array(32).fill(at % 256));
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

function reader(of: readonly Uint8Array[]) {
  const { edge, tiles } = must(appendEntries(EMPTY_EDGE, of));
  return tileReader(
    edge.size,
    (level, index) => tiles.find((tile) => tile.level === level && tile.index === index)?.bytes,
  );
}

async function post(path: string, type: string, body: string | Uint8Array) {
  const response = await fetch(`${arvenia.url}/mirror/${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: body as BodyInit,
  });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
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

function upload(start: number, end: number, sent = end, of = entries) {
  const header = { origin: veldmark.ledger.origin, start, end, ticket: new Uint8Array(0) };
  const body = must(formatUpload(header, of.slice(start, sent), reader(of.slice(0, end))));
  return post('add-entries', 'application/octet-stream', body);
}

async function held(): Promise<number> {
  return (await mirrored(arvenia.store.connection, veldmark.ledger.origin))?.size ?? 0;
}

test('a log that nobody confirmed, and a tree that was not announced, are refused', async () => {
  const stranger = { origin: 'evil.example/log', start: 0, end: 0, ticket: new Uint8Array(0) };
  const body = must(formatUpload(stranger, [], reader(entries)));
  assert.equal((await post('add-entries', 'application/octet-stream', body)).status, 404);
  const unknown = await upload(await held(), entries.length);
  assert.ok(unknown.status === 409 || unknown.status === 404);
});

test('an announced tree is cosigned by nobody before its entries are there', async () => {
  const answer = await announce(entries.length);
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '');
});

test('entries that are not those of the tree are refused, and nothing is kept of them', async () => {
  const before_ = await held();
  const wrong = entries.with(before_ + 3, new Uint8Array(32).fill(200));
  const header = {
    origin: veldmark.ledger.origin,
    start: before_,
    end: entries.length,
    ticket: new Uint8Array(0),
  };
  const body = must(formatUpload(header, wrong.slice(before_), reader(entries)));
  assert.equal((await post('add-entries', 'application/octet-stream', body)).status, 422);
  assert.equal(await held(), before_);
});

test('a part of the packages is kept, and the answer says where to go on', async () => {
  const start = await held();
  const part = await upload(start, entries.length, 512);
  assert.equal(part.status, 202);
  assert.match(part.type, /^text\/x\.tlog\.mirror-info/);
  assert.equal(must(parseMirrorPosition(part.text)).nextEntry, 512);
  assert.equal(await held(), 512);
});

test('an upload that begins beyond what is held is told the right place', async () => {
  const ahead = await upload(520, entries.length);
  assert.equal(ahead.status, 409);
  assert.equal(must(parseMirrorPosition(ahead.text)).nextEntry, 512);
});

test('the last package brings the cosignature of the mirror, and the copy is served', async () => {
  const rest = await upload(512, entries.length);
  assert.equal(rest.status, 200);
  assert.match(rest.text, /^— arvenia\.example\/log\/mirror [A-Za-z0-9+/=]+\n$/);
  const copy = await mirrored(arvenia.store.connection, veldmark.ledger.origin);
  assert.equal(copy?.note_size, entries.length);
});

test('garbage is refused with a code', async () => {
  for (const body of [new Uint8Array(0), new Uint8Array([0]), new Uint8Array(40).fill(255)]) {
    assert.equal((await post('add-entries', 'application/octet-stream', body)).status, 400);
  }
  assert.equal((await post('add-checkpoint', 'text/plain', 'hello')).status, 400);
});
