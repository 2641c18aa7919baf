import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallest } from './shrinking.ts';

const hundred = Array.from({ length: 100 }, (_, at) => at);

test('of a hundred acts the two that fail together are left', async () => {
  const fails = async (some: readonly number[]) => some.includes(13) && some.includes(77);
  assert.deepEqual(await smallest(hundred, fails, 1_000), [13, 77]);
});

test('acts keep their order, and one that fails alone is left alone', async () => {
  const fails = async (some: readonly number[]) => some.indexOf(40) >= 0;
  assert.deepEqual(await smallest(hundred, fails, 1_000), [40]);
  const inOrder = async (some: readonly number[]) => [3, 50, 99].every((one) => some.includes(one));
  assert.deepEqual(await smallest(hundred, inOrder, 1_000), [3, 50, 99]);
});

test('no more is tried than allowed, and what is left still fails', async () => {
  let tries = 0;
  const left = await smallest(
    hundred,
    async (some) => {
      tries += 1;
      return some.includes(99);
    },
    5,
  );
  assert.equal(tries, 5);
  assert.ok(left.includes(99) && left.length < 100);
});
