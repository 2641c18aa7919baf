import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FIRST_RETRY_MS, LAST_RETRY_MS, retryAfterMs } from './backoff.ts';

test('the wait doubles with each failure, up to a named limit', () => {
  const waits = [1, 2, 3, 4].map((failures) => retryAfterMs(failures, 0));
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000]);
  assert.equal(retryAfterMs(40, 0), LAST_RETRY_MS);
});

test('whatever the count, the wait is neither nothing nor endless', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = retryAfterMs(failures, random);
      assert.ok(wait >= FIRST_RETRY_MS * 0.7 && wait <= LAST_RETRY_MS);
    }),
  );
});

test('two peers that failed together come back at different times', () => {
  assert.notEqual(retryAfterMs(5, 0.1), retryAfterMs(5, 0.9));
});
