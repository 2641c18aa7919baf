import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ContactEntry } from './directory.ts';
import { STALE_AFTER_DAYS, staleReasons } from './directory.ts';
import { measureOf, type Trial, trialState } from './measure.ts';
import { nextAfter, pingsDue, type Rhythm } from './schedule.ts';
import type { Ping } from './view.ts';

const START = Temporal.Instant.from('2026-03-01T08:00:00Z');
const at = (minutes: number) => START.add({ minutes });
const DAY_MINUTES = 1_440;

function trial(sent: number, more: Partial<Trial> = {}): Trial {
  return {
    ping: `p${sent}`,
    at: at(sent),
    answerBy: at(sent + DAY_MINUTES),
    receivedAt: at(sent + 1),
    machineAt: null,
    personAt: null,
    personVia: null,
    ...more,
  };
}

test('only a person’s answer counts as one: a machine’s leaves the ping waiting, then unanswered', () => {
  const machine = trial(0, { machineAt: at(1) });
  assert.equal(trialState(machine, at(DAY_MINUTES - 1)), 'waiting');
  assert.equal(trialState(machine, at(DAY_MINUTES)), 'unanswered');
  assert.equal(trialState({ ...machine, personAt: at(30), personVia: 'node' }, at(60)), 'answered');
  assert.equal(trialState({ ...machine, personAt: at(2_000), personVia: 'node' }, at(3_000)), 'answered-late');
  assert.equal(
    trialState({ ...machine, personAt: at(30), personVia: 'guest-link' }, at(60)),
    'answered-elsewhere',
  );
});

test('shares, median and last come from the answers of persons, in seconds', () => {
  const measure = measureOf(
    [
      trial(0, { personAt: at(10), personVia: 'node', machineAt: at(1) }),
      trial(5_000, { personAt: at(5_060), personVia: 'node', machineAt: at(5_003) }),
      trial(10_000),
      trial(20_000),
    ],
    at(20_001),
  );
  assert.deepEqual(measure, {
    pings: 4,
    settled: 3,
    answeredByPerson: 2,
    answeredInTime: 2,
    medianSeconds: 600,
    lastSeconds: 3_600,
    machineMedianSeconds: 60,
    lastPingAt: at(20_000),
    unansweredInARow: 1,
  });
});

test('the order in which trials are read changes nothing, and the median is a time that somebody took', () => {
  const trials = fc.array(
    fc.record({ sent: fc.integer({ min: 0, max: 9_000 }), took: fc.option(fc.integer({ min: 0, max: 3_000 })) }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(trials, fc.integer({ min: 0, max: 20_000 }), (planned, now) => {
      const list = planned.map(({ sent, took }) =>
        trial(sent, took === null ? {} : { personAt: at(sent + took), personVia: 'node' }),
      );
      const measure = measureOf(list, at(now));
      const turned = measureOf(list.toReversed(), at(now));
      assert.deepEqual(
        { ...turned, lastSeconds: 0, unansweredInARow: 0 },
        { ...measure, lastSeconds: 0, unansweredInARow: 0 },
      );
      const taken = planned.flatMap(({ took }) => (took === null ? [] : [took * 60]));
      assert.ok(measure.medianSeconds === null ? taken.length === 0 : taken.includes(measure.medianSeconds));
      assert.ok(measure.answeredInTime <= measure.answeredByPerson && measure.answeredByPerson <= measure.pings);
    }),
  );
});

test('a contact is stale when it was never verified, long ago, or when two pings in a row had no answer', () => {
  const fresh = { unansweredInARow: 0 };
  assert.deepEqual(staleReasons(null, fresh, START), ['never-verified']);
  assert.deepEqual(staleReasons('2026-02-30', fresh, START), ['never-verified'], 'no such day');
  for (const none of ['2026-03-01[u-ca=hebrew]', '-271821-04-19', '+275760-09-13', '20260301'])
    assert.deepEqual(staleReasons(none, fresh, START), ['never-verified'], none);
  const last = START.toZonedDateTimeISO('UTC').toPlainDate().subtract({ days: STALE_AFTER_DAYS });
  assert.deepEqual(staleReasons(last.toString(), fresh, START), []);
  assert.deepEqual(staleReasons(last.subtract({ days: 1 }).toString(), fresh, START), ['verified-long-ago']);
  assert.deepEqual(staleReasons(last.toString(), { unansweredInARow: 1 }, START), []);
  assert.deepEqual(staleReasons(last.toString(), { unansweredInARow: 2 }, START), ['pings-unanswered']);
});

const RHYTHM: Rhythm = {
  party: 'did:web:a.example',
  on: true,
  everyMonths: 6,
  answerHours: 24,
  setBy: 'x',
  setAt: START,
};
const entry = (party: string, contact: string | null) => ({ party, channel: 'csirt', contact }) as ContactEntry;
const sent = (party: string, contact: string | null, when: Temporal.Instant, mode: Ping['mode']) =>
  ({ party, channel: 'csirt', contact, at: when, mode }) as Ping;

test('six months are counted by the calendar: from the end of August to the end of February', () => {
  const august = Temporal.Instant.from('2027-08-31T08:00:00Z');
  assert.equal(nextAfter(august, RHYTHM).toString(), '2028-02-29T08:00:00Z');
  assert.equal(
    nextAfter(Temporal.Instant.from('2026-08-31T08:00:00Z'), RHYTHM).toString(),
    '2027-02-28T08:00:00Z',
  );
});

test('due is who never had a scheduled ping or had it long enough ago; surprise pings move nothing, oneself is left out', () => {
  const b = 'did:web:b.example';
  const entries = [entry(b, 'one'), entry(b, 'two'), entry(b, null), entry(RHYTHM.party, 'own')];
  const before = [
    sent(b, 'one', START, 'scheduled'),
    sent(b, 'two', START, 'surprise'),
    sent(b, null, START.subtract({ hours: 24 * 400 }), 'scheduled'),
  ];
  const due = (now: Temporal.Instant, on = true) =>
    pingsDue({ ...RHYTHM, on }, entries, before, now).map(({ contact }) => contact);
  assert.deepEqual(due(START), ['two', null]);
  assert.deepEqual(due(Temporal.Instant.from('2026-09-01T07:59:59Z')), ['two', null]);
  assert.deepEqual(due(Temporal.Instant.from('2026-09-01T08:00:00Z')), ['one', 'two', null]);
  assert.deepEqual(due(START, false), []);
});
