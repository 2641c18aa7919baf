import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Gathering } from './gathering.ts';
import { BATCH_PAUSE_MS, BATCHES_ALONE, ENOUGH_SUBMISSIONS } from './limits.ts';

async function msOf(waiting: Promise<void>): Promise<number> {
  const begun = performance.now();
  await waiting;
  return performance.now() - begun;
}

/** True when it resolves without any timer having had its turn. */
async function isAtOnce(waiting: Promise<void>): Promise<boolean> {
  let resolved = false;
  void waiting.then(() => {
    resolved = true;
  });
  await new Promise<void>((resolve) => process.nextTick(resolve));
  return resolved;
}

test('after a batch of several a lone submission waits for others, but not for long', async () => {
  const gathering = new Gathering();
  gathering.began(2);
  // Timers may be a millisecond early.
  assert.ok((await msOf(gathering.wait(1))) >= BATCH_PAUSE_MS - 5);
  await delay(5);
  assert.ok(await isAtOnce(gathering.wait(1)));
});

test('the first submission, and one submitter after the other, wait for nobody', async () => {
  const gathering = new Gathering();
  assert.ok(await isAtOnce(gathering.wait(1)));
  gathering.began(2);
  for (let batch = 0; batch < BATCHES_ALONE; batch++) gathering.began(1);
  assert.ok(await isAtOnce(gathering.wait(1)));
});

test('when enough have come, or the node stops, the wait is over', async () => {
  const gathering = new Gathering();
  gathering.began(2);
  assert.ok(await isAtOnce(gathering.wait(ENOUGH_SUBMISSIONS)));
  for (const end of [() => gathering.joined(ENOUGH_SUBMISSIONS), () => gathering.end()]) {
    gathering.began(2);
    const waiting = gathering.wait(1);
    gathering.joined(ENOUGH_SUBMISSIONS - 1);
    end();
    assert.ok(await isAtOnce(waiting));
  }
});
