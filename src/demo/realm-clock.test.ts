import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CATCH_UP_HOURS, realmClock, SPEED_MOST } from './realm-clock.ts';

const BEGUN = Temporal.Instant.from('2026-03-01T12:00:00Z');

test('an hour of the exercise passes in a minute at sixty times the speed', () => {
  let real = BEGUN;
  const clock = realmClock(60, () => real);
  const first = clock();
  real = BEGUN.add({ minutes: 1 });
  assert.equal(clock().since(first).total('minutes'), 60);
});

test('at the ordinary speed it is the ordinary clock', () => {
  const clock = realmClock(1, () => BEGUN);
  assert.ok(clock().equals(BEGUN));
});

test('it never goes back, and never shows a time that has not come yet', () => {
  const speed = fc.integer({ min: 1, max: SPEED_MOST });
  const steps = fc.array(fc.integer({ min: 0, max: CATCH_UP_HOURS * 3_600_000 }), { maxLength: 20 });
  fc.assert(
    fc.property(speed, steps, (fast, waits) => {
      let real = BEGUN;
      const clock = realmClock(fast, () => real);
      let before = clock();
      for (const milliseconds of waits) {
        real = real.add({ milliseconds });
        const now = clock();
        assert.ok(Temporal.Instant.compare(now, before) >= 0);
        assert.ok(Temporal.Instant.compare(now, real) <= 0);
        before = now;
      }
    }),
  );
});

test('after a day it has caught up, and runs as everybody’s does', () => {
  let real = BEGUN;
  const clock = realmClock(60, () => real);
  real = BEGUN.add({ hours: CATCH_UP_HOURS });
  assert.ok(clock().equals(real));
  real = real.add({ hours: 1 });
  assert.ok(clock().equals(real));
});
