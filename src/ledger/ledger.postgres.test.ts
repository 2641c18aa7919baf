import { test } from 'node:test';
import { postgresPlace } from '#testing/store-place.ts';
import { ledgerContract } from './ledger.contract.ts';

const first = await postgresPlace();
if (first.ok) {
  await first.value[Symbol.asyncDispose]();
  ledgerContract('a ledger on PostgreSQL', async () => {
    const place = await postgresPlace();
    if (!place.ok) throw new Error(place.refusal.sentence);
    return place.value;
  });
} else {
  test('a ledger on PostgreSQL', { skip: first.refusal.sentence }, () => undefined);
}
