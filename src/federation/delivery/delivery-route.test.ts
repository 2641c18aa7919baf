import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MACHINE_TIMER } from '#federation/timer.ts';
import { eventually } from '#testing/eventually.ts';
import { ITEMS_PER_REQUEST, openDeliveryRoute } from './delivery-route.ts';
import type { Due } from './due.ts';

/** A delivery route to a peer that answers when the test says so. */
function deliveryRouteTo(count: number) {
  const waiting = new Map<string, Due>();
  const requests: { readonly digests: readonly string[]; readonly answer: () => void }[] = [];
  let looks = 0;
  let isCrowded = false;
  const add = (more: number): void => {
    for (let at = 0; at < more; at++) {
      const digest = `release ${waiting.size + requests.length}.${at}`;
      waiting.set(digest, { kind: 'answer', digest, failures: 0 });
    }
  };
  add(count);
  const deliveryRoute = openDeliveryRoute({
    random: () => 1,
    timer: MACHINE_TIMER,
    trouble: (error) => assert.fail(String(error)),
    async due(limit) {
      looks += 1;
      return [...waiting.values()].slice(0, limit);
    },
    async send(batch) {
      const { promise, resolve } = Promise.withResolvers<void>();
      requests.push({ digests: batch.map(({ digest }) => digest), answer: resolve });
      await promise;
      for (const { digest } of batch) waiting.delete(digest);
      return { reached: true, failed: [] };
    },
    failed: async () => undefined,
    nextTry: async () => undefined,
    isCrowded: () => isCrowded,
  });
  const crowd = (crowded: boolean): void => {
    isCrowded = crowded;
  };
  return { deliveryRoute, add, requests, crowd, looks: () => looks };
}

async function close({ deliveryRoute, requests }: ReturnType<typeof deliveryRouteTo>): Promise<void> {
  const closed = deliveryRoute[Symbol.asyncDispose]();
  for (const { answer } of requests) answer();
  await closed;
}

test('what comes while one request is under way goes with a second, and nothing is in both', async () => {
  const it = deliveryRouteTo(0);
  await eventually('both rest', async () => it.looks() === 2);
  it.add(2);
  it.deliveryRoute.wake();
  await eventually('a request', async () => it.requests.length === 1);
  it.add(3);
  it.deliveryRoute.wake();
  await eventually('a second request', async () => it.requests.length === 2);
  const [first, second] = it.requests.map(({ digests }) => digests);
  assert.equal(first?.length, 2);
  assert.equal(second?.length, 3);
  assert.equal(new Set([...(first ?? []), ...(second ?? [])]).size, 5);
  await close(it);
});

test('a wake-up makes one request look, not both', async () => {
  const it = deliveryRouteTo(0);
  await eventually('both rest', async () => it.looks() === 2);
  await new Promise((later) => setTimeout(later, 10));
  it.deliveryRoute.wake();
  await eventually('a look', async () => it.looks() === 3);
  await new Promise((later) => setTimeout(later, 20));
  assert.equal(it.looks(), 3);
  await close(it);
});

test('what does not fit into one request goes with the other at once', async () => {
  const it = deliveryRouteTo(0);
  await eventually('both rest', async () => it.looks() === 2);
  await new Promise((later) => setTimeout(later, 10));
  it.add(ITEMS_PER_REQUEST + 5);
  it.deliveryRoute.wake();
  await eventually('two requests', async () => it.requests.length === 2);
  assert.deepEqual(
    it.requests.map(({ digests }) => digests.length),
    [ITEMS_PER_REQUEST, 5],
  );
  await close(it);
});

test('what comes while both are under way goes with the next one that is answered', async () => {
  const it = deliveryRouteTo(0);
  await eventually('both rest', async () => it.looks() === 2);
  for (const wanted of [1, 2]) {
    it.add(1);
    it.deliveryRoute.wake();
    await eventually('a request', async () => it.requests.length === wanted);
  }
  it.add(4);
  it.deliveryRoute.wake();
  await new Promise((later) => setTimeout(later, 20));
  assert.equal(it.requests.length, 2);
  it.requests[0]?.answer();
  await eventually('a third request', async () => it.requests.length === 3);
  assert.equal(it.requests[2]?.digests.length, 4);
  await close(it);
});

test('while the node is busy with many routes, what comes waits for the answer under way, and then goes together', async () => {
  const it = deliveryRouteTo(0);
  await eventually('both rest', async () => it.looks() === 2);
  it.crowd(true);
  for (let wanted = 1; wanted <= 2; wanted++) {
    it.add(1);
    it.deliveryRoute.wake();
    await eventually('the first request', async () => it.requests.length === 1);
  }
  it.add(2);
  it.deliveryRoute.wake();
  await new Promise((later) => setTimeout(later, 20));
  assert.equal(it.requests.length, 1);
  it.requests[0]?.answer();
  await eventually('a second request', async () => it.requests.length === 2);
  assert.equal(it.requests[1]?.digests.length, 3);
  await close(it);
});
