import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cascade, type Hit } from './cascade.ts';
import type { Dependency, Model, Service } from './model.ts';
import { Draws } from './philox.ts';
import { modelOf, networkOf, smallModels } from './testing/networks.ts';
import { plainCascade } from './testing/plain-cascade.ts';

const HORIZON = 1_440;

function minutesOut(model: Model, hits: readonly Hit[], horizon = HORIZON): readonly number[] {
  const network = networkOf(model);
  const cascade = new Cascade(network.arrays, new Draws(1), horizon);
  cascade.run(0, hits);
  return model.services.map((_, at) => (cascade.wasOut(at) ? cascade.minutesOut[at]! : 0));
}

function outOf(services: readonly Partial<Service>[], dependencies: readonly Dependency[], hits: readonly Hit[]) {
  return minutesOut(modelOf(services, dependencies), hits);
}

const twoHours: Hit = { service: 0, minute: 0, minutes: 120 };

test('a loss is passed on once the buffer is used up, and ends with a restart', () => {
  const services = [{}, { bufferHours: 0.5, restartHours: 0.25 }];
  assert.deepEqual(outOf(services, [{ service: 's1', on: 's0' }], [twoHours]), [120, 105]);
});

test('a buffer that lasts exactly until what was missing is back is enough', () => {
  assert.deepEqual(outOf([{}, { bufferHours: 2 }], [{ service: 's1', on: 's0' }], [twoHours]), [120, 0]);
});

test('a loss shorter than its delay is never felt', () => {
  assert.deepEqual(outOf([{}, {}], [{ service: 's1', on: 's0', delayHours: 2 }], [twoHours]), [120, 0]);
  assert.deepEqual(outOf([{}, {}], [{ service: 's1', on: 's0', delayHours: 1 }], [twoHours]), [120, 60]);
});

test('a second supplier in the same group carries the service alone', () => {
  const alone: Dependency[] = [{ service: 's2', on: 's0', group: 'feed' }];
  const both: Dependency[] = [...alone, { service: 's2', on: 's1', group: 'feed' }];
  assert.deepEqual(outOf([{}, {}, {}], alone, [twoHours]), [120, 0, 120]);
  assert.deepEqual(outOf([{}, {}, {}], both, [twoHours]), [120, 0, 0]);
});

test('two of three are enough where two are needed, and one is not', () => {
  const services = [{}, {}, {}, { redundancy: { feed: 2 } }];
  const dependencies = ['s0', 's1', 's2'].map((on) => ({ service: 's3', on, group: 'feed' }));
  const second: Hit = { service: 1, minute: 60, minutes: 30 };
  assert.deepEqual(outOf(services, dependencies, [twoHours])[3], 0);
  assert.deepEqual(outOf(services, dependencies, [twoHours, second])[3], 30);
});

test('two that wait for each other stay out, unless one can start without the other', () => {
  const circle: Dependency[] = [
    { service: 's0', on: 's1' },
    { service: 's1', on: 's0' },
  ];
  assert.deepEqual(outOf([{}, {}], circle, [twoHours]), [HORIZON, HORIZON]);
  const started = [{ ...circle[0]!, restartWithout: true }, circle[1]!];
  // Without a buffer, it would be out again at once.
  assert.deepEqual(outOf([{ bufferHours: 1 }, {}], started, [twoHours]), [120, 120]);
});

test('a strength of nothing passes nothing on, and one in between does so in about as many runs', () => {
  const model = modelOf(
    [{}, {}, {}],
    [
      { service: 's1', on: 's0', strength: 0 },
      { service: 's2', on: 's0', strength: 0.25 },
    ],
  );
  const cascade = new Cascade(networkOf(model).arrays, new Draws(7), HORIZON);
  let felt = 0;
  const runs = 4_000;
  for (let run = 0; run < runs; run += 1) {
    cascade.run(run, [twoHours]);
    assert.equal(cascade.wasOut(1), false);
    if (cascade.wasOut(2)) felt += 1;
  }
  // Six standard deviations of a binomial are 164.
  assert.ok(Math.abs(felt - runs / 4) < 164, String(felt));
});

const hitsFor = (count: number) =>
  fc.array(
    fc.record({
      service: fc.nat(count - 1),
      minute: fc.nat(16).map((quarter) => quarter * 15),
      minutes: fc.integer({ min: 1, max: 16 }).map((quarter) => quarter * 15),
    }),
    { minLength: 1, maxLength: 4 },
  );

test('every cascade comes to the minutes that a plain reckoning minute by minute comes to', () => {
  fc.assert(
    fc.property(
      smallModels.chain((model) => fc.tuple(fc.constant(model), hitsFor(model.services.length))),
      ([model, hits]) => {
        assert.deepEqual(minutesOut(model, hits, 600), plainCascade(model, hits, 600));
      },
    ),
    { numRuns: 1_500 },
  );
});

test('a run leaves nothing behind for the next one', () => {
  fc.assert(
    fc.property(
      smallModels.chain((model) =>
        fc.tuple(fc.constant(model), hitsFor(model.services.length), hitsFor(model.services.length)),
      ),
      ([model, first, second]) => {
        const cascade = new Cascade(networkOf(model).arrays, new Draws(1), 600);
        cascade.run(0, first);
        cascade.run(0, second);
        const after = model.services.map((_, at) => (cascade.wasOut(at) ? cascade.minutesOut[at]! : 0));
        assert.deepEqual(after, minutesOut(model, second, 600));
      },
    ),
    { numRuns: 300 },
  );
});
