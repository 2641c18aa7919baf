/** From when on a law binds somebody: what came before opens nothing, and what nobody knows counts nothing down. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CaseEvent, EventHead } from '#obligations/clocks/case-event.ts';
import { obligationsOf, stateAt } from '#obligations/clocks/engine.ts';
import { obligationOf, obligationRow } from '#obligations/clocks/obligation-row.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { findDuties } from '#obligations/finder/finder.ts';
import { readQuestion } from '#obligations/finder/finder-input.ts';
import { regime, regimesFrom, stage } from '#obligations/testing/duty-words.ts';
import { compareTexts } from '#obligations/timeline.ts';
import { beginningOf } from './begins.ts';
import { loadRulebook } from './load-regimes.ts';
import type { Moment } from './regime.ts';

const loaded = loadRulebook();
assert.ok(loaded.ok, JSON.stringify(loaded));
const rulebook = loaded.value;
const { regimes } = rulebook;
const reckoning = reckoningOf(rulebook);
const BEARER = 'did:web:bearer.example';
const at = (text: string) => Temporal.Instant.from(text);

function head(place: number, time: Temporal.Instant): EventHead {
  const digest = String(place).padStart(43, 'A');
  return { digest, by: BEARER, recordedAt: time, receivedAt: time, foreign: false };
}

function applies(regime: string, facts: Readonly<Record<string, unknown>>, version?: number): CaseEvent {
  const pinned = version ?? regimes.current(regime)!.version;
  const said = { regime, version: pinned, hash: regimes.hash(regime, pinned) ?? '', applies: true, reason: null };
  const declared = { ...said, zone: 'Europe/Rome', facts, addressees: new Map<string, string>() };
  return { ...head(0, at('2026-11-01T00:00:00Z')), kind: 'applies', ...declared };
}

function moment(
  place: number,
  name: Moment,
  time: string,
  said = time,
  corrects: string | null = null,
): CaseEvent {
  const word = { moment: name, at: at(time), regime: null, decidedBy: null, corrects };
  return { ...head(place, at(said)), kind: 'moment', ...word };
}

function filed(place: number, regime: string, stage: string, time: string): CaseEvent {
  const word = { regime, stage, addressee: null, at: at(time), elsewhere: true, report: null, corrects: null };
  return { ...head(place, at(time)), kind: 'filed', ...word };
}

function clocks(...events: readonly CaseEvent[]) {
  return obligationsOf({ ...reckoning, case: '4a3c2b1a-0000-4000-8000-000000000001', events });
}

function clock(stage: string, ...events: readonly CaseEvent[]) {
  const found = clocks(...events).find((one) => one.stage === stage);
  assert.ok(found !== undefined, stage);
  return found;
}

const LISTED = { listed_on: '2026-04-10' };
const NOW = at('2027-02-01T00:00:00Z');

test('an incident of the minute before opens nothing and says so; from the first minute on the clock runs', () => {
  const before = clock('early-warning', applies('nis2-it', LISTED), moment(1, 'evidence', '2027-01-09T22:59:00Z'));
  assert.deepEqual(
    [before.triggeredAt, before.dueAt, before.countdown, before.begins?.tooEarly, stateAt(before, NOW)],
    [null, null, false, true, 'not-triggered'],
  );
  assert.equal(before.begins?.at?.toString(), '2027-01-09T23:00:00Z');
  const first = clock('early-warning', applies('nis2-it', LISTED), moment(1, 'evidence', '2027-01-09T23:00:00Z'));
  assert.deepEqual([first.dueAt?.toString(), first.begins?.tooEarly], ['2027-01-10T23:00:00Z', false]);
});

test('while nobody says when it was listed, nothing counts down and the question that decides is named', () => {
  const nonsense = [undefined, '', 'soon', '2026-02-30', '9999-99-99', true, ['2026-04-10'], '2026-4-1'];
  for (const day of nonsense) {
    const facts = day === undefined ? {} : { listed_on: day };
    const open = clock('early-warning', applies('nis2-it', facts), moment(1, 'evidence', '2027-01-12T18:30:00Z'));
    assert.deepEqual(
      [open.begins?.asks, open.dueAt, open.countdown, stateAt(open, NOW)],
      ['listed_on', null, false, 'open'],
      String(day),
    );
  }
});

test('a day at the end of all years is a day, and nothing opens before it', () => {
  const far = clock(
    'early-warning',
    applies('nis2-it', { listed_on: '9999-12-31' }),
    moment(1, 'evidence', '2027-01-12T18:30:00Z'),
  );
  assert.equal(far.begins?.tooEarly, true);
});

test('a moment that is corrected across the first day opens or closes its clock, and the history says so', () => {
  const early = moment(1, 'evidence', '2027-01-09T12:00:00Z');
  const late = moment(2, 'evidence', '2027-01-12T12:00:00Z', '2027-01-13T08:00:00Z', '1'.padStart(43, 'A'));
  const opened = clock('early-warning', applies('nis2-it', LISTED), early, late);
  assert.equal(opened.dueAt?.toString(), '2027-01-13T12:00:00Z');
  const back = moment(2, 'evidence', '2027-01-09T12:00:00Z', '2027-01-13T08:00:00Z', '1'.padStart(43, 'A'));
  const closed = clock(
    'early-warning',
    applies('nis2-it', LISTED),
    moment(1, 'evidence', '2027-01-12T12:00:00Z'),
    back,
  );
  assert.deepEqual([closed.dueAt, closed.begins?.tooEarly], [null, true]);
  assert.deepEqual(
    closed.history.map(({ from, to, reason }) => [from?.toString(), to, reason]),
    [['2027-01-13T12:00:00Z', null, 'corrected']],
  );
});

test('a report that was filed about what came before begins no month, even after the first day', () => {
  const before = clock(
    'final',
    applies('nis2-it', LISTED),
    moment(1, 'evidence', '2027-01-08T12:00:00Z'),
    filed(2, 'nis2-it', 'notification', '2027-01-11T09:00:00Z'),
  );
  assert.deepEqual([before.dueAt, before.begins?.tooEarly], [null, true]);
  const after = clock(
    'final',
    applies('nis2-it', LISTED),
    moment(1, 'evidence', '2027-01-10T12:00:00Z'),
    filed(2, 'nis2-it', 'notification', '2027-01-11T09:00:00Z'),
  );
  assert.equal(after.dueAt?.toString(), '2027-02-11T22:59:59.999Z');
});

const days = fc
  .date({ min: new Date('2024-11-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));
const times = fc
  .date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((time) => Temporal.Instant.fromEpochMilliseconds(time.getTime()).toString());

test('who was told later has the same end or none, never an earlier one; and no clock ends before the law began', () => {
  fc.assert(
    fc.property(days, days, times, (one, other, time) => {
      const [first, second] = one < other ? [one, other] : [other, one];
      const due = (listed: string) =>
        clock('early-warning', applies('nis2-it', { listed_on: listed }), moment(1, 'evidence', time));
      const [early, late] = [due(first), due(second)];
      if (late.dueAt !== null) assert.ok(early.dueAt?.equals(late.dueAt) === true);
      for (const { dueAt, begins } of [early, late]) {
        if (dueAt !== null) assert.ok(Temporal.Instant.compare(begins!.at!, dueAt) < 0);
      }
    }),
    { numRuns: 200 },
  );
});

test('a beginning is the later of the law’s own day and the day that was told, each at midnight of the zone', () => {
  const begins = { on: '2026-10-01', fact: 'listed_on', citation: 'Art. 1' };
  const from = (facts: Readonly<Record<string, unknown>>, zone: string) =>
    beginningOf({ begins }, facts, zone)?.at;
  assert.equal(from({ listed_on: '2026-09-01' }, 'Europe/Vienna')?.toString(), '2026-09-30T22:00:00Z');
  assert.equal(from({ listed_on: '2026-11-01' }, 'Europe/Vienna')?.toString(), '2026-10-31T23:00:00Z');
  assert.equal(from({ listed_on: '2026-11-01' }, 'Asia/Nicosia')?.toString(), '2026-10-31T22:00:00Z');
  assert.equal(beginningOf({ begins: { on: '2026-10-01', citation: 'Art. 1' } }, {}, 'UTC')?.asks, null);
});

test('a case declared under the directive’s first version keeps its clocks after the text changed', () => {
  const facts = { state: 'DE', significant: true };
  assert.equal(regimes.current('eu-nis2')?.version, 2);
  const events = [applies('eu-nis2', facts, 1), moment(1, 'awareness', '2026-11-02T10:00:00Z')];
  const old = clock('early-warning', ...events);
  assert.deepEqual([old.version, old.dueAt?.toString()], [1, '2026-11-03T10:00:00Z']);
  assert.ok(old.countdown);
  // Saying anew which law it is changes the clock from then on, and the old regime's clocks are its own.
  const again = clocks(...events, { ...applies('nis2-de', facts), digest: 'B'.repeat(43) });
  assert.deepEqual([...new Set(again.map(({ regime }) => regime))].toSorted(), ['eu-nis2', 'nis2-de']);
});

test('both addressees of a Danish report have a clock of their own', () => {
  const told = clocks(applies('nis2-dk', { significant: true }), moment(1, 'awareness', '2027-01-12T10:00:00Z'));
  const roles = told.filter(({ stage }) => stage === 'early-warning').map(({ role, dueAt }) => `${role} ${dueAt}`);
  assert.deepEqual(roles.toSorted(compareTexts), [
    'competent-authority 2027-01-13T10:00:00Z',
    'csirt 2027-01-13T10:00:00Z',
  ]);
});

test('in Cyprus a progress report is due every fifteen days, also when the last was not made, until it was handled', () => {
  const open = [
    applies('nis2-cy', { significant: true }),
    moment(1, 'awareness', '2027-01-12T10:00:00Z'),
    filed(2, 'nis2-cy', 'notification', '2027-01-14T10:00:00Z'),
    moment(3, 'still-being-handled', '2027-02-20T09:00:00Z'),
  ];
  const turns = (...events: readonly CaseEvent[]) =>
    clocks(...events)
      .filter(({ stage }) => stage === 'progress')
      .toSorted((one, other) => Temporal.Instant.compare(one.dueAt!, other.dueAt!));
  const ends = ['2027-01-29T21:59:59.999Z', '2027-02-13T21:59:59.999Z', '2027-02-28T21:59:59.999Z'];
  assert.deepEqual(
    turns(...open)
      .slice(0, 3)
      .map(({ dueAt }) => dueAt?.toString()),
    ends,
  );
  // A Friday, a Saturday and a Sunday.
  assert.deepEqual(
    turns(...open)
      .slice(0, 3)
      .map(({ otherReading }) => otherReading?.at.toString() ?? null),
    [null, '2027-02-15T21:59:59.999Z', '2027-03-01T21:59:59.999Z'],
  );
  const now = at('2027-02-20T12:00:00Z');
  assert.deepEqual(
    turns(...open)
      .slice(0, 4)
      .map((one) => stateAt(one, now)),
    ['breached', 'breached', 'open', 'not-triggered'],
  );
  const handled = turns(...open, moment(6, 'handled', '2027-02-20T10:00:00Z'));
  assert.deepEqual(
    handled.map(({ dueAt }) => dueAt?.toString()),
    ends.slice(0, 2),
  );
});

test('what is said beside a due time is kept as it was computed', () => {
  const sunday = clock(
    'final',
    applies('nis2-it', LISTED),
    moment(1, 'evidence', '2027-01-10T12:00:00Z'),
    filed(2, 'nis2-it', 'notification', '2027-01-28T09:00:00Z'),
  );
  // 28 February 2027 is a Sunday.
  assert.deepEqual([sunday.dueAt, sunday.otherReading?.at, sunday.otherReading?.because].map(String), [
    '2027-02-28T22:59:59.999Z',
    '2027-03-01T22:59:59.999Z',
    'free-last-day',
  ]);
  const read = obligationOf(obligationRow(sunday, ''));
  // What it was counted from is computed again wherever somebody asks why.
  assert.deepEqual(read, { ...sunday, counted: null });
  assert.ok(read.otherReading?.at.equals(sunday.otherReading!.at));
  assert.ok(read.begins?.at?.equals(sunday.begins!.at!));
});

test('one limit with a closing hour and one without are two, though they count the same days from the same moment', () => {
  const days = { value: 30, unit: 'calendar-day' } as const;
  const limit = { within: days, of: { moment: 'awareness' } } as const;
  const closes = { at: '17:30', on: 'day', citation: 'Art. 1', confidence: 'S' } as const;
  const text = regime('closing', [
    stage('open', { limits: [limit] }),
    stage('closed', { limits: [{ ...limit, closes }] }),
    stage('earlier', { limits: [{ ...limit, closes: { ...closes, at: '09:00' } }] }),
  ]);
  const all = regimesFrom([text]);
  const declared = {
    ...applies('eu-nis2', {}),
    regime: 'closing',
    version: 1,
    hash: all.hash('closing', 1)!,
    zone: 'UTC',
  };
  const found = obligationsOf({
    ...reckoning,
    regimes: all,
    case: '4a3c2b1a-0000-4000-8000-000000000001',
    events: [declared as CaseEvent, moment(1, 'awareness', '2027-01-12T10:00:00Z')],
  });
  const ends = Object.fromEntries(
    found.map((one) => [one.stage, [one.dueAt, one.otherReading?.at ?? null].map(String)]),
  );
  assert.deepEqual(ends, {
    open: ['2027-02-11T23:59:59.999Z', 'null'],
    closed: ['2027-02-11T17:30:00Z', '2027-02-11T23:59:59.999Z'],
    earlier: ['2027-02-11T09:00:00Z', '2027-02-11T23:59:59.999Z'],
  });
});

test('the finder shows no time for what came before a law began', () => {
  const question = readQuestion({
    facts: { state: 'IT', ...LISTED },
    moments: { evidence: '2027-01-09T22:59Z' },
  });
  assert.ok(question.ok);
  const answer = findDuties(question.value, rulebook).find((one) => one.regime.id === 'nis2-it');
  const early = answer?.stages.find((one) => one.stage.id === 'early-warning');
  assert.deepEqual([early?.noClock, early?.opensAt, early?.due], ['not-begun', null, null]);
});
