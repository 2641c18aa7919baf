import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stageTimes } from './due.ts';
import { holidaysOf } from './holidays.ts';
import { loadRulebook } from './load-regimes.ts';
import { CONFIDENCES, type Confidence, type Regime } from './regime.ts';
import { surenessOf } from './sureness.ts';

const RANK: Readonly<Record<Confidence, number>> = { P: 0, S: 1, R: 2 };
const confidence = fc.constantFrom(...CONFIDENCES);

test('a time is as sure as the least sure of its text, of whether that binds, and of the holidays it was counted by', () => {
  fc.assert(
    fc.property(confidence, confidence, fc.option(confidence), (text, status, holidays) => {
      const calendar = holidays === null ? null : { confidence: holidays };
      const { confidence: found, least } = surenessOf(
        { confidence: text },
        { status_confidence: status },
        calendar,
      );
      const all = [text, status, ...(holidays === null ? [] : [holidays])];
      assert.equal(RANK[found], Math.max(...all.map((one) => RANK[one])));
      assert.equal({ text, status, calendar: holidays }[least], found);
    }),
  );
});

const loaded = loadRulebook();
const regime = loaded.ok ? loaded.value.regimes.current('br-anpd')! : undefined!;
const FILE = {
  state: 'BR',
  name: 'x',
  weekend: [6, 7],
  observed: 'none',
  holidays: [],
  note: 'x',
  source: 'x',
} as const;

function clockOf(more: Partial<Regime>, calendar: Confidence) {
  const file = { ...FILE, weekend: [...FILE.weekend], holidays: [], complete: true, checked_on: '2026-12-01' };
  const holidays = holidaysOf({ ...file, confidence: calendar });
  const known = {
    moments: new Map([['awareness', Temporal.Instant.from('2026-11-19T15:00Z')]] as const),
    filed: new Map(),
  };
  const place = { calendar: regime.calendar, zone: 'America/Sao_Paulo', holidays };
  return stageTimes({ ...regime, ...more }, known, place)[0]!;
}

test('nothing counts down on what was recalled, be it the text, whether it binds, or the holidays', () => {
  assert.deepEqual([clockOf({}, 'P').noClock, clockOf({}, 'S').noClock], [null, null]);
  const stages = regime.stages.map((stage) => ({ ...stage, confidence: 'R' as const }));
  for (const [clock, least] of [
    [clockOf({}, 'R'), 'calendar'],
    [clockOf({ status_confidence: 'R' }, 'P'), 'status'],
    [clockOf({ stages }, 'P'), 'text'],
  ] as const) {
    assert.equal(clock.noClock, 'unconfirmed');
    assert.deepEqual(clock.sureness, { confidence: 'R', least });
  }
});
