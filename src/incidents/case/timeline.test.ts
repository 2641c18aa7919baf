import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shown, type Told } from '#incidents/testing/told.ts';
import { orderTimeline, TIMELINE_ORDERS, timelineOf } from './timeline.ts';

const BY = 'did:web:hospital.example';

function update(id: string, claims: Told['claims'] = {}): Told {
  return { id, by: BY, type: 'incident-update', claims };
}

function timeline(told: readonly Told[]) {
  return timelineOf(shown(told), new Map());
}

const TOLD = [
  update('a', { occurred_at: '2026-03-01T05:00Z', noticed_at: '2026-03-01T06:00Z' }),
  update('b', { occurred_at: '2026-02-28', noticed_at: '2026-03-01T07:00Z' }),
  update('c', { noticed_at: '2026-03-01T05:30Z' }),
  update('d'),
];

function order(by: (typeof TIMELINE_ORDERS)[number]) {
  return orderTimeline(timeline(TOLD), by)
    .map((entry) => entry.digest[0])
    .join('');
}

test('by when it happened: the earliest first, what has no such time last', () => {
  assert.equal(order('occurred'), 'bacd');
});

test('by when it was found', () => {
  assert.equal(order('noticed'), 'cabd');
});

test('by when it was logged: as it arrived', () => {
  assert.equal(order('logged'), 'abcd');
});

test('no order loses or doubles an entry', () => {
  const times = fc.option(fc.constantFrom('2026', '2026-03', '2026-03-01', '2026-03-01T05:00Z', 'nonsense'), {
    nil: undefined,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(times, times), { maxLength: 20 }), (pairs) => {
      const told = pairs.map(([occurred, noticed], position) =>
        update(`s${position}`, {
          ...(occurred && { occurred_at: occurred }),
          ...(noticed && { noticed_at: noticed }),
        }),
      );
      for (const by of TIMELINE_ORDERS) {
        const digests = orderTimeline(timeline(told), by).map((entry) => entry.digest);
        assert.deepEqual([...digests].sort(), told.map((one) => one.id.padEnd(43, '0')).sort());
      }
    }),
  );
});

test('an update is a key event only when it changes what the first screen says', () => {
  const [plain, grave] = timeline([
    update('a', { summary: 'Still working' }),
    update('b', { danger_to_life: 'yes' }),
  ]);
  assert.deepEqual([plain?.key, grave?.key], [false, true]);
});

test('receipts and releases are among all events, and recalls among the key ones', () => {
  const kinds = ['receipt', 'release', 'recall', 'incident-alert'].map((type, position) => ({
    id: `x${position}`,
    by: BY,
    type,
  }));
  assert.deepEqual(
    timeline(kinds).map((entry) => entry.key),
    [false, false, true, true],
  );
});

test('an entry carries the published sources of its statement', () => {
  const source = { title: 'Overview', publisher: 'Operator', date: '2022-03-30', confirmed: true };
  const [entry] = timeline([update('a', { summary: 'x', sources: [source] })]);
  assert.deepEqual(entry?.sources, [source]);
  assert.equal(entry?.text, 'x');
});
