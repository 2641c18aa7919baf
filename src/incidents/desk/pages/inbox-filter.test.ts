import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OBLIGATION_KINDS } from '#obligations/regimes/regime.ts';
import {
  filterFrom,
  filterOf,
  filterWords,
  isOpen,
  isPast,
  keeps,
  leavesOut,
  ORDERS,
  ordered,
  queryOf,
} from './inbox-filter.ts';
import { ROW_KINDS, type Urgency } from './inbox-order.ts';

const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const hours = (count: number) => NOW.add({ minutes: Math.round(count * 60) });

const row: fc.Arbitrary<Urgency> = fc.record({
  kind: fc.constantFrom(...ROW_KINDS),
  danger: fc.boolean(),
  due: fc.option(fc.integer({ min: -100, max: 100 }).map(hours)),
  score: fc.option(fc.integer({ min: 0, max: 100 })),
  duty: fc.option(fc.constantFrom(...OBLIGATION_KINDS)),
  since: fc.integer({ min: -100, max: 0 }).map(hours),
});

test('an order leaves every row and only moves it', () => {
  fc.assert(
    fc.property(fc.array(row), fc.constantFrom(...ORDERS), (rows, sort) => {
      const sorted = ordered(rows, filterOf({ sort }));
      assert.deepEqual(new Set(sorted), new Set(rows));
      assert.equal(sorted.length, rows.length);
    }),
  );
});

test('a row is kept when it meets every field that is chosen', () => {
  fc.assert(
    fc.property(row, (one) => {
      assert.ok(keeps({}, one, NOW));
      assert.equal(keeps({ kind: 'clock', danger: 'yes' }, one, NOW), one.kind === 'clock' && one.danger);
      const late = one.due !== null && Temporal.Instant.compare(one.due, NOW) <= 0;
      assert.equal(keeps({ due: 'overdue' }, one, NOW), late);
      if (keeps({ due: 'day' }, one, NOW)) assert.ok(keeps({ due: 'three-days' }, one, NOW));
    }),
  );
});

test('what is due exactly at the edge is within it, and a clock without a time is never due', () => {
  const clock = (dueAt: Temporal.Instant | null) => ({ dueAt }) as Parameters<typeof isPast>[1];
  assert.equal(isPast({ due: 'day' }, clock(hours(24)), NOW), false);
  assert.equal(isPast({ due: 'day' }, clock(hours(24.1)), NOW), true);
  assert.equal(isPast({ due: 'overdue' }, clock(null), NOW), true);
  assert.equal(isPast({ duty: 'law' }, clock(null), NOW), false);
});

test('empty fields and the usual order are no filter; what is kept reads back as what was chosen', () => {
  assert.ok(isOpen(filterOf({ kind: '', due: '', sort: 'urgency' })));
  const filter = filterOf({ kind: 'arrived', danger: 'yes', due: 'day', duty: 'law', sort: 'newest' });
  assert.deepEqual(filterFrom(queryOf(filter)), filter);
  assert.equal(filterWords(filter).length, 5);
  assert.ok(!leavesOut(filterOf({ sort: 'newest' })));
});

test('a kept filter that nobody understands any more shows everything', () => {
  for (const query of ['kind=moon', 'kind=arrived&then=that', '%%%', 'sort=urgency&sort=urgency;drop', '']) {
    assert.deepEqual(filterFrom(query), {}, query);
  }
});
