import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { RetryLoop, type Step } from './retry-loop.ts';
import { MACHINE_TIMER, type Timer } from './timer.ts';

/** No pause ever ends by itself, however slow the machine is. */
const STANDING_TIMER: Timer = { now: MACHINE_TIMER.now, after: () => () => undefined };

function retryLoop(
  attempt: (count: number) => Step | Promise<Step>,
  { timer = MACHINE_TIMER, troubles = [] }: { timer?: Timer; troubles?: unknown[] } = {},
) {
  let count = 0;
  const loop = new RetryLoop({
    attempt: async () => attempt(++count),
    random: () => 1,
    timer,
    trouble: (error) => troubles.push(error),
  });
  return { loop, attempts: () => count };
}

test('attempts follow each other at once while there is more to do, then rest', async () => {
  const { loop, attempts } = retryLoop((count) => (count < 4 ? 'again' : { idleMs: 60_000 }));
  await eventually('four attempts', async () => attempts() === 4);
  await new Promise((later) => setTimeout(later, 20));
  assert.equal(attempts(), 4);
  await loop[Symbol.asyncDispose]();
});

test('a wake-up that comes while an attempt runs is not lost', async () => {
  const gate = Promise.withResolvers<void>();
  const { loop, attempts } = retryLoop(async (count) => {
    if (count === 1) await gate.promise;
    return { idleMs: 60_000 };
  });
  loop.wake();
  gate.resolve();
  await eventually('a second attempt', async () => attempts() === 2);
  await loop[Symbol.asyncDispose]();
});

test('a failed attempt is paused for, and waking does not cut the pause short', async () => {
  const { loop, attempts } = retryLoop(() => 'failed', { timer: STANDING_TIMER });
  await eventually('the first attempt', async () => attempts() === 1);
  loop.wake();
  await new Promise((later) => setTimeout(later, 50));
  assert.equal(attempts(), 1);
  await loop[Symbol.asyncDispose]();
});

test('a peer that shows itself is tried again at once', async () => {
  const { loop, attempts } = retryLoop(() => 'failed', { timer: STANDING_TIMER });
  await eventually('the first attempt', async () => attempts() === 1);
  loop.peerIsBack();
  await eventually('the next attempt', async () => attempts() === 2);
  await loop[Symbol.asyncDispose]();
});

test('a failure of our own is told, and does not end the pursuit', async () => {
  const troubles: unknown[] = [];
  const { loop, attempts } = retryLoop(
    (count) => {
      if (count === 1) throw new Error('the disk is full');
      return { idleMs: 60_000 };
    },
    { troubles },
  );
  await eventually('another attempt', async () => attempts() === 2);
  assert.equal(troubles.length, 1);
  await loop[Symbol.asyncDispose]();
});

test('ending waits for the attempt that runs, and begins no other', async () => {
  let ended = false;
  const { loop, attempts } = retryLoop(async (): Promise<Step> => {
    await new Promise((later) => setTimeout(later, 30));
    ended = true;
    return 'again';
  });
  await loop[Symbol.asyncDispose]();
  assert.ok(ended);
  assert.equal(attempts(), 1);
});
