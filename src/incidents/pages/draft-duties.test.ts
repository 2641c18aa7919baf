import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimedDuties } from '#incidents/claimed-duties.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { dutyTable } from './draft-duties.ts';

const NOTICED = { noticed_at: '2026-03-02T08:00:00Z' };

test('beside a report stands how sure each time is, and by which holidays its days were counted', () => {
  const told = { personal_data: true, processor: false };
  const duties = claimedDuties(NOTICED, { state: 'BR', zone: 'UTC', told }, testRulebook());
  const rows = String(dutyTable(duties, 'UTC', Temporal.Instant.from('2026-03-02T09:00:00Z'))).split('<tr>');
  const doubtful = rows.filter((row) => row.includes('Counted without every holiday'));
  assert.equal(doubtful.length, 1);
  assert.match(doubtful[0]!, /Holidays of states and towns.*secondary source</s);
  assert.match(doubtful[0]!, /Brazil: security incidents with personal data/);
});
