import assert from 'node:assert/strict';
import { test } from 'node:test';
import { primitives } from '#primitives';
import { signingKey } from '#statement/jwk.ts';
import { type Chunk, SharedChunks, takeFrom } from './shared-chunks.ts';

const signer = signingKey(primitives.generateKey('ES256'));
const chunks = (many: number): Chunk[] => Array.from({ length: many }, () => ({ jobs: [], signer }));

test('each chunk is taken once, by a thread from its own lane or by the appender from the longest', () => {
  const lanes = [[0, 2, 4], [1, 3], [5]];
  const shared = new SharedChunks(chunks(6), lanes);
  const ofThread = () => lanes[1]?.[takeFrom(shared.taken, 1)];
  assert.deepEqual([ofThread(), shared.take(), shared.take(), ofThread()], [1, 0, 2, 3]);
  assert.equal(ofThread(), undefined);
  assert.deepEqual([shared.take(), shared.take(), shared.take(), shared.take()], [4, 5, undefined, undefined]);
  assert.equal(ofThread(), undefined);
});

test('what has been issued stays when the rest fails', async () => {
  const shared = new SharedChunks(chunks(2), [[0, 1]]);
  shared.settle(1, []);
  shared.fail(new Error('the thread has ended'));
  shared.settle(0, []);
  const [first, second] = shared.issued;
  await assert.rejects(async () => first, /the thread has ended/);
  assert.deepEqual(await second, []);
});
