import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { STILL_OPEN } from '#obligations/testing/open-obligation.ts';
import { MAX_MISSING_LISTED, type ScoreQuestion, scoreOf } from './score.ts';

const GRID = 'did:web:grid.example';
const at = (text: string) => Temporal.Instant.from(`2026-03-${text}Z`);

function clock(more: Partial<Obligation> = {}): Obligation {
  return {
    id: 'eu-nis2 early-warning',
    case: '4a3c2b1a-0000-4000-8000-000000000001',
    regime: 'eu-nis2',
    version: 1,
    stage: 'early-warning',
    kind: 'law',
    sureness: { confidence: 'P', least: 'text' },
    bearer: GRID,
    role: 'csirt',
    addressee: null,
    what: null,
    restsOn: [],
    triggeredAt: at('01T10:00:00'),
    dueAt: at('02T10:00:00'),
    ...STILL_OPEN,
    ...more,
  };
}

function score(obligations: readonly Obligation[], more: Partial<ScoreQuestion> = {}) {
  return scoreOf({
    party: GRID,
    from: at('01T00:00:00'),
    until: at('31T00:00:00'),
    at: at('31T00:00:00'),
    obligations,
    reads: [],
    numbers: [],
    ...more,
  });
}

const met = (text: string) => clock({ metAt: at(text), metBy: 'd' });

test('what was met in time, met late and not met is counted apart, with the medians of lead and lag', () => {
  const { duties } = score([met('02T09:00:00'), met('02T08:00:30'), met('02T10:30:00'), clock()]);
  assert.deepEqual(duties, [
    {
      regime: 'eu-nis2',
      stage: 'early-warning',
      kind: 'law',
      counts: { met: 2, 'met-late': 1, breached: 1 },
      medianLeadMinutes: 60,
      medianLagMinutes: 30,
    },
  ]);
});

test('clocks of other parties, clocks that opened outside of the time and clocks that never opened count nothing', () => {
  const others = [
    clock({ bearer: 'did:web:other.example' }),
    clock({ triggeredAt: null }),
    clock({ triggeredAt: Temporal.Instant.from('2026-02-28T23:59:59Z') }),
    clock({ triggeredAt: at('31T00:00:00') }),
  ];
  assert.deepEqual(score(others).duties, []);
});

test('a voluntary norm stands among norms and in no duty, and is never breached', () => {
  const { duties, norms } = score([clock({ kind: 'norm' })]);
  assert.deepEqual(duties, []);
  assert.deepEqual(norms[0]?.counts, { unanswered: 1 });
});

test('a clock without countdown gives no lead and no lag, and is never overdue', () => {
  const { duties } = score([
    clock({ countdown: false }),
    clock({ countdown: false, dueAt: null, metAt: at('09T00:00:00') }),
  ]);
  assert.deepEqual(duties[0]?.counts, { open: 1, met: 1 });
  assert.deepEqual([duties[0]?.medianLeadMinutes, duties[0]?.medianLagMinutes], [null, null]);
});

test('reading times are taken from what was given in that time, and silence has no time', () => {
  const { reading } = score([], {
    reads: [
      { receivedAt: at('02T10:00:00'), acknowledgedAt: at('02T10:10:59') },
      { receivedAt: at('02T10:00:00'), acknowledgedAt: at('02T12:00:00') },
      { receivedAt: at('03T10:00:00'), acknowledgedAt: null },
      { receivedAt: at('31T10:00:00'), acknowledgedAt: at('31T10:00:00') },
    ],
  });
  assert.deepEqual(reading, { given: 3, read: 2, medianMinutes: 10, slowestMinutes: 120 });
});

test('a number that is left out is named, in whatever order the others come, and twice the same is one', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 40 }), (shown) => {
      const { numbers } = score([], { numbers: [...shown, shown[0]!] });
      const [first, last] = [Math.min(...shown), Math.max(...shown)];
      const due = Array.from({ length: last - first + 1 }, (_, step) => first + step).filter(
        (n) => !shown.includes(n),
      );
      assert.deepEqual(numbers, { first, last, missing: due });
    }),
  );
  assert.equal(score([], { numbers: [] }).numbers, null);
});

test('a gap of a billion numbers ends the list, not the machine', () => {
  const { numbers } = score([], { numbers: [1, 1_000_000_000] });
  assert.equal(numbers?.missing.length, MAX_MISSING_LISTED);
});

test('the order of the clocks changes no figure', () => {
  const some = [met('02T09:00:00'), met('02T10:30:00'), clock(), clock({ stage: 'notification' })];
  fc.assert(
    fc.property(fc.shuffledSubarray(some, { minLength: some.length }), (shuffled) => {
      assert.deepEqual(score(shuffled), score(some));
    }),
  );
});
