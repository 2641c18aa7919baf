import { test } from 'node:test';
import { postgresPlace } from '#testing/store-place.ts';
import { storeContract } from './store.contract.ts';

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  storeContract('a store on PostgreSQL', async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  });
} else {
  test('a store on PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
