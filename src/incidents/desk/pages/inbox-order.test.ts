import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OBLIGATION_KINDS } from '#obligations/regimes/regime.ts';
import { earlier, mostUrgentFirst, ROW_KINDS, type Urgency } from './inbox-order.ts';

const SOON = Temporal.Instant.from('2026-03-01T08:00:00Z');
const instant = fc.integer({ min: 0, max: 5 }).map((hours) => SOON.add({ hours }));
const urgency: fc.Arbitrary<Urgency> = fc.record({
  kind: fc.constantFrom(...ROW_KINDS),
  danger: fc.boolean(),
  due: fc.option(instant),
  score: fc.option(fc.integer({ min: 0, max: 100 })),
  duty: fc.option(fc.constantFrom(...OBLIGATION_KINDS)),
  since: instant,
});

const PLAIN: Urgency = { kind: 'clock', danger: false, due: SOON, score: null, duty: null, since: SOON };

function sorted(...rows: readonly Urgency[]): readonly Urgency[] {
  return rows.toSorted(mostUrgentFirst);
}

test('danger to people stands above whatever is overdue, grave or a law', () => {
  const law: Urgency = { ...PLAIN, due: SOON.subtract({ hours: 99 }), score: 100, duty: 'law' };
  const danger: Urgency = { ...PLAIN, danger: true, due: null };
  assert.deepEqual(sorted(law, danger), [danger, law]);
});

test('what is due first stands first, and what has no due time last', () => {
  const late = { ...PLAIN, due: SOON.add({ hours: 1 }), score: 100 };
  const never = { ...PLAIN, due: null, score: 100, duty: 'law' as const };
  assert.deepEqual(sorted(never, late, PLAIN), [PLAIN, late, never]);
});

test('at one instant an approval stands first: nobody else can do it, and others wait for it', () => {
  const approval: Urgency = { ...PLAIN, kind: 'approval', duty: 'agreement' };
  const law: Urgency = { ...PLAIN, score: 100, duty: 'law', since: SOON.subtract({ hours: 9 }) };
  const sooner: Urgency = { ...PLAIN, due: SOON.subtract({ hours: 1 }) };
  assert.deepEqual(sorted(law, approval, sooner), [sooner, approval, law]);
});

test('at one instant the graver stands first, then law before agreement, norm and promise, then the older', () => {
  const grave = { ...PLAIN, score: 1 };
  const duties = OBLIGATION_KINDS.map((duty) => ({ ...PLAIN, duty }));
  const older = { ...PLAIN, since: SOON.subtract({ hours: 1 }) };
  assert.deepEqual(sorted(PLAIN, older, ...duties.toReversed(), grave), [grave, ...duties, older, PLAIN]);
});

test('the order is one order: whatever the list, no row stands before a more urgent one', () => {
  fc.assert(
    fc.property(fc.array(urgency, { maxLength: 12 }), (rows) => {
      const once = sorted(...rows);
      for (const [at, one] of once.entries()) {
        for (const other of once.slice(at + 1)) assert.ok(mostUrgentFirst(one, other) <= 0);
        assert.equal(mostUrgentFirst(one, one), 0);
      }
      assert.equal(
        once.findIndex(({ danger }) => !danger),
        rows.some(({ danger }) => !danger) ? rows.filter(({ danger }) => danger).length : -1,
      );
    }),
  );
});

test('of two due times the earlier counts, and any time before none', () => {
  assert.equal(earlier(null, SOON), SOON);
  assert.equal(earlier(SOON, null), SOON);
  assert.equal(earlier(SOON.add({ hours: 1 }), SOON), SOON);
  assert.equal(earlier(null, null), null);
});
