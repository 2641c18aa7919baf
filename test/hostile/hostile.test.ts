import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { sqlitePlace } from '#testing/store-place.ts';
import { Driver } from './driver.ts';

const SEED = Number(env.COMITY_TEST_SEED ?? '1');
const LENGTH = Number(env.COMITY_TEST_ACTS ?? '60');

test('no outlet of a real node tells more than the model of knowledge allows, or less than was given', async () => {
  await using driver = await Driver.open(sqlitePlace);
  const found = await driver.history(SEED, LENGTH);
  for (const [type, { done, refused, kept, idle }] of driver.counts) {
    console.error(
      type,
      'done',
      done,
      'kept',
      kept,
      'idle',
      idle,
      [...refused].map(([c, n]) => `${c}×${n}`).join(' '),
    );
  }
  console.error(driver.stage.troubles.slice(0, 5));
  if (found.length > 0) console.error(driver.played.join('\n'));
  assert.deepEqual(found, [], `seed ${SEED}`);
});
