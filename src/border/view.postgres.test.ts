import { test } from 'node:test';
import { postgresPlace } from '#testing/store-place.ts';
import { borderViewContract } from './view.contract.ts';

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  borderViewContract('PostgreSQL', async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  });
} else {
  test('the border view on PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
