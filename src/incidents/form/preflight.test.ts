import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PeerFetch } from '#federation/fetch.ts';
import type { TestNode } from '#testing/federation.ts';
import { ARVENIA, type Neighbours, startNeighbours, VELDMARK } from '#testing/neighbours.ts';
import { refuseWrites } from '#testing/refuse-writes.ts';
import { preflight, type TestResult } from './preflight.ts';

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

function services(fetchPeer: PeerFetch = veldmark.federation.fetchPeer) {
  const { store, ledger, keyring } = veldmark;
  return { connection: store.connection, ledger, keyring, fetchPeer };
}

function states(results: readonly TestResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ of, state }) => [of, state]));
}

test('what a report needs is really tried: store, own key, the recipient’s key, and that its node answers', async () => {
  const { results, recipient } = await preflight(services(), VELDMARK, ARVENIA);
  assert.equal(recipient, ARVENIA);
  assert.deepEqual(states(results), {
    recipient: 'passed',
    store: 'passed',
    'own-key': 'passed',
    'recipient-key': 'passed',
    'recipient-reached': 'passed',
  });
});

test('a party of the same node is reached, and what is sealed to it can be opened', async () => {
  const { results } = await preflight(services(), null, VELDMARK);
  assert.deepEqual(states(results), { store: 'passed', 'recipient-key': 'passed', 'recipient-reached': 'passed' });
});

test('a party without a key here, and one that names no authority, are told so', async () => {
  const { results } = await preflight(services(), 'did:web:stranger.example', null);
  assert.deepEqual(states(results), { recipient: 'failed', store: 'passed', 'own-key': 'failed' });
});

test('a recipient that nobody here confirmed has no known key and is not reached', async () => {
  const { results } = await preflight(services(), VELDMARK, 'did:web:stranger.example');
  assert.equal(states(results)['recipient-key'], 'failed');
  assert.equal(states(results)['recipient-reached'], 'failed');
});

test('a recipient that does not answer is not known within the limit, and the page does not wait longer', async () => {
  let asked = 0;
  const silent = Object.assign(
    () => {
      asked++;
      return new Promise<never>(() => undefined);
    },
    { [Symbol.dispose]: () => undefined },
  );
  const { results } = await preflight(services(silent), null, ARVENIA);
  assert.equal(states(results)['recipient-reached'], 'unknown');
  assert.equal(states(results)['recipient-key'], 'passed');
  await preflight(services(silent), null, ARVENIA);
  assert.equal(asked, 1, 'whoever reloads the page does not ask again');
});

test('a recipient whose node is down is told to be, and a store that takes no writes too', async () => {
  await arvenia.stop();
  await refuseWrites(veldmark.store);
  const { results } = await preflight(services(), 'did:web:another.example', ARVENIA);
  assert.equal(states(results)['recipient-reached'], 'failed');
  assert.equal(states(results).store, 'failed');
});
