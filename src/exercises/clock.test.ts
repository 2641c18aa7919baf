import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toMicroseconds } from '#store/instant.ts';
import { ExerciseClock } from './clock.ts';
import type { Course } from './course.ts';
import { SPEED_MOST } from './statements.ts';

const BEGUN = Temporal.Instant.from('2026-03-01T12:00:00Z');
const from = toMicroseconds(BEGUN);

function clockAt(now: { world: Temporal.Instant }): ExerciseClock {
  return new ExerciseClock(() => now.world);
}

const stretch = fc.record({
  from: fc.integer({ min: from, max: from + 60_000_000 }),
  at: fc.integer({ min: from, max: from + 3_600_000_000 }),
  speed: fc.integer({ min: 0, max: SPEED_MOST }),
});

test('it goes with the world, back too, until somebody starts it', () => {
  const now = { world: BEGUN };
  const clock = clockAt(now);
  assert.ok(clock.now().equals(BEGUN));
  now.world = BEGUN.subtract({ hours: 1 });
  assert.ok(clock.now().equals(now.world));
  assert.equal(clock.face(), undefined);
});

test('what it shows never goes back, whatever is heard late and however the machine’s clock is set', () => {
  const steps = fc.array(
    fc.record({ course: fc.array(stretch, { maxLength: 3 }), waitMs: fc.integer({ min: -5_000, max: 60_000 }) }),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const now = { world: BEGUN };
      const clock = clockAt(now);
      clock.take([{ from, at: from, speed: 60 }]);
      let before = clock.now();
      for (const { course, waitMs } of all) {
        now.world = now.world.add({ milliseconds: waitMs });
        if (course.length > 0) clock.take(course.toSorted((one, other) => one.from - other.from));
        const shown = clock.now();
        assert.ok(Temporal.Instant.compare(shown, before) >= 0);
        before = shown;
      }
    }),
  );
});

test('a pause that is heard too late holds it where it stands until the others have come up to it', () => {
  const now = { world: BEGUN };
  const clock = clockAt(now);
  const started: Course = [{ from, at: from, speed: 60 }];
  clock.take(started);
  now.world = BEGUN.add({ seconds: 5 });
  const reached = clock.now();
  const second = from + 1_000_000;
  clock.take([...started, { from: second, at: from + 60_000_000, speed: 1 }]);
  assert.ok(clock.now().equals(reached));
  now.world = BEGUN.add({ minutes: 10 });
  assert.equal(toMicroseconds(clock.now()), from + 60_000_000 + 599_000_000);
});

test('begun anew it shows nothing before what was recorded', () => {
  const now = { world: BEGUN.add({ seconds: 1 }) };
  const clock = clockAt(now);
  const recorded = from + 3_600_000_000;
  clock.take([{ from, at: from, speed: 0 }], recorded);
  assert.equal(toMicroseconds(clock.now()), recorded);
});

test('what it showed at an instant of the world is told by the course alone', () => {
  const now = { world: BEGUN.add({ hours: 1 }) };
  const clock = clockAt(now);
  assert.ok(clock.at(BEGUN).equals(BEGUN));
  clock.take([{ from, at: from, speed: 60 }]);
  assert.ok(clock.at(BEGUN.add({ minutes: 1 })).equals(BEGUN.add({ hours: 1 })));
  assert.ok(clock.at(BEGUN.subtract({ minutes: 1 })).equals(BEGUN.subtract({ minutes: 1 })));
  assert.equal(clock.face()?.speed, 60);
});
