import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimedDuties } from '#incidents/form/claimed-duties.ts';
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

test('beside a report, an act that counts from detection counts from the noticing, and one that waits for a day asks for it', () => {
  const told = { size: 'large', significant: true, financial_entity: false, trust_service: false };
  const of = (state: string, more = {}) =>
    claimedDuties(
      { ...NOTICED, sectors: ['health'] },
      { state, zone: 'UTC', told: { ...told, ...more } },
      testRulebook(),
    );
  const early = (duties: ReturnType<typeof of>, id: string) =>
    duties.rows.find(({ answer, stage }) => answer.regime.id === id && stage.stage.id === 'early-warning')?.stage;
  assert.equal(early(of('FI'), 'nis2-fi')?.due?.end.toString(), '2026-03-03T08:00:00Z');
  const italian = of('IT');
  assert.equal(early(italian, 'nis2-it')?.noClock, 'begin-unknown');
  assert.ok(italian.asks.includes('listed_on'));
  const listed = of('IT', { listed_on: '2025-04-14' });
  assert.equal(early(listed, 'nis2-it')?.due?.end.toString(), '2026-03-03T08:00:00Z');
  assert.ok(!listed.asks.includes('listed_on'));
});
