import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { PeerAnswer, PeerFetch, PeerRequest } from '#federation/fetch.ts';
import { appendEntries, EMPTY_EDGE } from '#log/tile-writer.ts';
import { eventually } from '#testing/eventually.ts';
import { must, type TestNode } from '#testing/federation.ts';
import { entriesOf } from '#testing/forked-log.ts';
import { ARVENIA, type Neighbours, startNeighbours, VELDMARK } from '#testing/neighbours.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { entriesFromMirror, mirrorStep } from './mirror.ts';
import { mirrored, originHash } from './mirror-tables.ts';

let federation: Neighbours;
let veldmark: TestNode;
let arvenia: TestNode;

before(async () => {
  federation = await startNeighbours({ cadenceMs: 100, mirrorCadenceMs: 100 });
  ({ veldmark, arvenia } = federation);
  // The copy grows by these tests' own steps: nothing is fetched or pushed besides.
  for (const node of [veldmark, arvenia]) await node.federation.job[Symbol.asyncDispose]();
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

/** Veldmark's log as it is, but for what the network (or Veldmark) changes on the way. */
function through(change: (request: PeerRequest, answer: PeerAnswer) => PeerAnswer): PeerFetch {
  const real = arvenia.federation.fetchPeer;
  const altered = async (request: PeerRequest) => {
    const answer = await real(request);
    return answer.ok ? { ...answer, value: change(request, answer.value) } : answer;
  };
  return Object.assign(altered, { [Symbol.dispose]: () => undefined });
}

function step(fetchPeer: PeerFetch = arvenia.federation.fetchPeer) {
  const { office, keys } = arvenia.federation;
  const target = { log: veldmark.ledger.origin, node: veldmark.url, confirmedBy: ARVENIA };
  return mirrorStep(office, fetchPeer, keys.mirror, target);
}

async function grow(): Promise<number> {
  await say(veldmark, alertDraft(VELDMARK, randomUUID()));
  const held = (await mirrored(arvenia.store.connection, veldmark.ledger.origin))?.size ?? 0;
  return eventually('a larger published checkpoint', async () => {
    const size = (await veldmark.ledger.published())?.checkpoint.size ?? 0;
    return size > held ? size : undefined;
  });
}

test('a mirror follows a log entry by entry, and says with its own cosignature that it holds all of it', async () => {
  must(await step());
  await grow();
  const reached = must(await step());
  assert.ok(reached.complete);
  const copy = await mirrored(arvenia.store.connection, veldmark.ledger.origin);
  assert.match(copy?.note ?? '', /\n— arvenia\.example\/log\/mirror /);
  const again = must(await step());
  assert.deepEqual(again, reached);
});

test('an entry that was altered on the way is not kept', async () => {
  must(await step());
  await grow();
  const held = await mirrored(arvenia.store.connection, veldmark.ledger.origin);
  const refused = await step(
    through((request, answer) => {
      if (!request.path.includes('/entries/')) return answer;
      const body = answer.body.slice();
      body[body.length - 1]! ^= 1;
      return { ...answer, body };
    }),
  );
  assert.equal(refused.ok ? 'mirrored' : refused.refusal.code, 'mirror-inconsistent');
  assert.deepEqual(await mirrored(arvenia.store.connection, veldmark.ledger.origin), held);
  assert.ok(must(await step()).complete);
});

test('tiles cut short or of the wrong length are refused', async () => {
  await grow();
  const refused = await step(
    through((request, answer) =>
      request.path.includes('/entries/') ? { ...answer, body: answer.body.slice(1) } : answer,
    ),
  );
  assert.equal(refused.ok ? 'mirrored' : refused.refusal.code, 'mirror-entries-wrong');
});

test('a checkpoint that the log did not sign, or of another log, is refused', async () => {
  const other = (text: (note: string) => string) =>
    through((request, answer) => {
      if (!request.path.endsWith('/checkpoint')) return answer;
      return { ...answer, body: new TextEncoder().encode(text(new TextDecoder().decode(answer.body))) };
    });
  const unsigned = await step(
    other((note) => note.replace(/\n(\d+)\n/, (_all, size: string) => `\n${Number(size) + 1}\n`)),
  );
  assert.equal(unsigned.ok ? 'mirrored' : unsigned.refusal.code, 'mirror-checkpoint-unsigned');
  const garbage = await step(other(() => 'hello'));
  assert.equal(garbage.ok ? 'mirrored' : garbage.refusal.code, 'mirror-checkpoint-unsigned');
});

test('an older checkpoint than one seen before does not shrink the copy', async () => {
  let old: Uint8Array | undefined;
  must(
    await step(
      through((request, answer) => {
        if (request.path.endsWith('/checkpoint')) old ??= answer.body;
        return answer;
      }),
    ),
  );
  await grow();
  const reached = must(await step());
  const stale = must(
    await step(
      through((request, answer) =>
        request.path.endsWith('/checkpoint') && old ? { ...answer, body: old } : answer,
      ),
    ),
  );
  assert.equal(stale.size, reached.size);
});

test('a node refetches from a mirror the entries that it has lost, proven under its own signature', async () => {
  await grow();
  const { size } = must(await step());
  const all = await entriesOf(veldmark, size);
  const before_ = must(appendEntries(EMPTY_EDGE, all.slice(0, 4))).edge;
  const { office, fetchPeer } = veldmark.federation;
  const found = must(await entriesFromMirror(office, fetchPeer, arvenia.url, before_));
  assert.deepEqual(must(found.entries), all.slice(4));
  assert.equal(found.signed.checkpoint.size, size);
  const wrong = must(appendEntries(EMPTY_EDGE, [new Uint8Array(32), ...all.slice(1, 4)])).edge;
  const other = must(await entriesFromMirror(office, fetchPeer, arvenia.url, wrong));
  assert.equal(other.entries.ok ? 'taken' : other.entries.refusal.code, 'mirror-inconsistent');
  assert.equal(other.signed.checkpoint.size, size);
});

test('tiles and bundles are served for ever once published, and nothing beyond', async () => {
  const size = await grow();
  must(await step());
  for (const prefix of [`${veldmark.url}/log`, `${arvenia.url}/mirror/${originHash(veldmark.ledger.origin)}`]) {
    for (const kind of ['0', 'entries']) {
      const tile = await fetch(`${prefix}/tile/${kind}/000.p/${Math.min(size, 5)}`);
      assert.equal(tile.status, 200, prefix);
      assert.match(tile.headers.get('cache-control') ?? '', /immutable/);
      const beyond = await fetch(`${prefix}/tile/${kind}/000.p/255`);
      assert.equal(beyond.status, 404);
    }
    for (const path of [
      'tile/0/0',
      'tile/64/000',
      'tile/0/000.p/0',
      'tile/0/x000/000',
      'tile/entries/..%2f..',
      'tile/',
    ]) {
      assert.equal((await fetch(`${prefix}/${path}`)).status, 404, path);
    }
  }
});
