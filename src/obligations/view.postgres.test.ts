import { test } from 'node:test';
import { postgresPlace } from '#testing/store-place.ts';
import { viewContract } from './view.contract.ts';

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  viewContract('PostgreSQL', async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  });
} else {
  test('obligation view on PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
