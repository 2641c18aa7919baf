import { test } from 'node:test';
import { postgresPlace } from '#testing/store-place.ts';
import { pressViewContract } from './view.contract.ts';

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  pressViewContract('PostgreSQL', async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  });
} else {
  test('the press view on PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
