import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { PeerAnswer, PeerFetch, PeerRequest } from '#federation/fetch.ts';
import { formatMirrorPosition, MIRROR_INFO_MEDIA_TYPE } from '#log/mirror-upload.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { TREE_SIZE_MEDIA_TYPE } from '#log/witness.ts';
import { accept, refuse } from '#outcome.ts';
import { encodeBase64url } from '#statement/base64url.ts';
import { eventually } from '#testing/eventually.ts';
import { must, type TestNode } from '#testing/federation.ts';
import { entriesOf } from '#testing/forked-log.ts';
import { ARVENIA, type Neighbours, startNeighbours, VELDMARK } from '#testing/neighbours.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { entriesFromMirror, mirrorStep } from './mirror.ts';
import { MAX_CORRECTIONS, mirrorPeer, pushToMirror, type Turn } from './mirror-push.ts';
import { mirrored, mirroredDigests, mirroredEdge } from './mirror-tables.ts';

/** More than one package, so that an upload can be overtaken in its middle. */
const FIRST_STATEMENTS = 300;

let federation: Neighbours;
let veldmark: TestNode;
let arvenia: TestNode;

before(async () => {
  federation = await startNeighbours({ cadenceMs: 50 });
  ({ veldmark, arvenia } = federation);
  for (const node of federation.nodes) await node.federation.job[Symbol.asyncDispose]();
  await grow(FIRST_STATEMENTS);
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** Statements of Veldmark; resolves once the checkpoint over all of them is published. */
async function grow(count: number): Promise<number> {
  const said = await Promise.all(
    Array.from({ length: count }, () => say(veldmark, alertDraft(VELDMARK, randomUUID()))),
  );
  const last = Math.max(...said.map(({ logIndex }) => logIndex));
  return eventually('a checkpoint over them', async () => {
    const size = (await veldmark.ledger.published())?.checkpoint.size ?? 0;
    return size > last ? size : undefined;
  });
}

/** Does something else before each request that `when` picks; then the request goes its way. */
function overtaken(
  real: PeerFetch,
  when: (request: PeerRequest) => boolean,
  other: () => Promise<unknown>,
): PeerFetch {
  const fetchPeer = async (request: PeerRequest) => {
    if (when(request)) await other();
    return real(request);
  };
  return Object.assign(fetchPeer, { [Symbol.dispose]: () => undefined });
}

function answering(
  answer: (request: PeerRequest) => Omit<PeerAnswer, 'body'> & { readonly text: string },
): PeerFetch {
  const fetchPeer = async (request: PeerRequest) => {
    const { text, ...head } = answer(request);
    return accept({ ...head, body: new TextEncoder().encode(text) });
  };
  return Object.assign(fetchPeer, { [Symbol.dispose]: () => undefined });
}

async function pushAll(fetchPeer = veldmark.federation.fetchPeer, peer = mirrorPeer(arvenia.url)): Promise<Turn> {
  for (;;) {
    const turn = await pushToMirror(veldmark.ledger, fetchPeer, peer);
    if (turn !== 'again') return turn;
  }
}

function follow(fetchPeer = arvenia.federation.fetchPeer) {
  const { office, keys } = arvenia.federation;
  const target = { log: veldmark.ledger.origin, node: veldmark.url, confirmedBy: ARVENIA };
  return mirrorStep(office, fetchPeer, keys.mirror, target);
}

async function assertWhole(size: number): Promise<void> {
  const { connection } = arvenia.store;
  const log = veldmark.ledger.origin;
  const copy = await mirrored(connection, log);
  assert.deepEqual([copy?.size, copy?.note_size], [size, size]);
  assert.equal((await mirroredEdge(connection, log)).size, size);
  const indexes = Array.from({ length: size }, (_, index) => index);
  const digests = await mirroredDigests(connection, log, indexes);
  const entries = await entriesOf(veldmark, size);
  assert.deepEqual(
    indexes.map((index) => digests.get(index)),
    entries.map((entry) => encodeBase64url(entry)),
  );
}

test('a log pushes what a mirror lacks, and nothing when it lacks nothing', async () => {
  const peer = mirrorPeer(arvenia.url);
  assert.equal(await pushAll(undefined, peer), 'done');
  const size = (await veldmark.ledger.published())?.checkpoint.size ?? 0;
  await assertWhole(size);
  const asked: string[] = [];
  const { fetchPeer } = veldmark.federation;
  const counted = overtaken(
    fetchPeer,
    ({ path }) => asked.push(path) > 0,
    async () => undefined,
  );
  assert.equal(await pushAll(counted, peer), 'done');
  assert.deepEqual(asked, []);
  const grown = await grow(3);
  assert.equal(await pushAll(counted, peer), 'done');
  await assertWhole(grown);
  assert.deepEqual(asked, ['/mirror/add-checkpoint', '/mirror/add-entries']);
});

test('what was pushed is what a restored node reads back', async () => {
  const size = await grow(1);
  assert.equal(await pushAll(), 'done');
  const all = await entriesOf(veldmark, size);
  const backup = must(appendEntries(EMPTY_EDGE, all.slice(0, 270))).edge;
  const { office, fetchPeer } = veldmark.federation;
  const found = must(await entriesFromMirror(office, fetchPeer, arvenia.url, backup));
  assert.equal(found.signed.checkpoint.size, size);
  assert.deepEqual(must(found.entries), all.slice(270));
});

test('a fetch that is overtaken by an upload between proof and storing adds nothing twice', async () => {
  const size = await grow(5);
  const fetched = must(
    await follow(
      overtaken(
        arvenia.federation.fetchPeer,
        ({ path }) => path.includes('/entries/'),
        () => pushAll(),
      ),
    ),
  );
  assert.deepEqual(fetched, { size, complete: true });
  await assertWhole(size);
});

test('an upload that is overtaken by a fetch, even of a later tree, ends with one whole copy', async () => {
  await grow(5);
  let later = 0;
  const { fetchPeer } = veldmark.federation;
  const turn = await pushAll(
    overtaken(
      fetchPeer,
      ({ path }) => later === 0 && path.endsWith('/add-entries'),
      async () => {
        later = await grow(5);
        must(await follow());
      },
    ),
  );
  assert.equal(turn, 'done');
  await assertWhole(later);
});

test('uploads and fetches of one log at once leave one whole copy', async () => {
  for (let round = 0; round < 3; round++) {
    const size = await grow(4);
    await Promise.all([pushAll(), follow(), pushAll(), follow(), pushAll()]);
    must(await follow());
    await assertWhole(size);
  }
});

test('an upload that broke off goes on where it stopped, and repeats nothing that is held', async () => {
  const size = await grow(300);
  const held = (await mirrored(arvenia.store.connection, veldmark.ledger.origin))?.size ?? 0;
  const real = veldmark.federation.fetchPeer;
  let sent = 0;
  const cutOff = Object.assign(
    async (request: PeerRequest) => {
      if (!request.path.endsWith('/add-entries')) return real(request);
      if (sent++ > 0) return refuse('peer-unreachable' as const, 'The connection broke.');
      // The last package is cut, as a mirror sees it that was not sent everything.
      return real({ ...request, body: request.body?.subarray(0, request.body.length - 40) ?? new Uint8Array(0) });
    },
    { [Symbol.dispose]: () => undefined },
  );
  const peer = mirrorPeer(arvenia.url);
  peer.nextEntry = held;
  assert.equal(await pushAll(cutOff, peer), 'failed');
  const kept = (await mirrored(arvenia.store.connection, veldmark.ledger.origin))?.size ?? 0;
  assert.ok(kept > held && kept < size && kept % 256 === 0, `${kept} of ${held} to ${size}`);
  assert.equal(peer.nextEntry, kept);
  assert.equal(await pushAll(undefined, peer), 'done');
  await assertWhole(size);
});

test('a mirror that always says it stands elsewhere is asked a few times and then left alone', async () => {
  let asked = 0;
  const lying = answering(({ path }) => {
    asked += 1;
    if (path.endsWith('/add-checkpoint')) {
      return { verdict: 'conflict', type: TREE_SIZE_MEDIA_TYPE, text: `${asked % 7}\n` };
    }
    return { verdict: 'ok', type: MIRROR_INFO_MEDIA_TYPE, text: 'nonsense' };
  });
  assert.equal(await pushAll(lying), 'failed');
  assert.ok(asked <= MAX_CORRECTIONS + 1);

  const size = (await veldmark.ledger.published())?.checkpoint.size ?? 0;
  asked = 0;
  const standing = answering(({ path }) => {
    asked += 1;
    if (path.endsWith('/add-checkpoint')) return { verdict: 'ok', type: 'text/plain', text: '' };
    const text = formatMirrorPosition({ treeSize: size, nextEntry: asked % 5, ticket: new Uint8Array(0) });
    return { verdict: 'ok', type: MIRROR_INFO_MEDIA_TYPE, text };
  });
  assert.equal(await pushAll(standing), 'failed');
  assert.ok(asked <= MAX_CORRECTIONS + 2);
});

test('a mirror that knows more of our log than we have published is sent nothing', async () => {
  let asked = 0;
  const ahead = answering(() => {
    asked += 1;
    return { verdict: 'conflict', type: TREE_SIZE_MEDIA_TYPE, text: '9000000\n' };
  });
  assert.equal(await pushAll(ahead), 'done');
  assert.equal(asked, 1);
});
