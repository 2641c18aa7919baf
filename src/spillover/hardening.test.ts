import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalServices } from './critical.ts';
import { hardeningOrder } from './hardening.ts';
import type { Dependency, Service } from './model.ts';
import { planOf, readScenario } from './scenario.ts';
import { modelOf, networkOf } from './testing/networks.ts';

function set(services: readonly Partial<Service>[], dependencies: readonly Dependency[], hits: readonly object[]) {
  const model = modelOf(services, dependencies);
  const network = networkOf(model);
  const scenario = readScenario({ name: 'a test', horizonHours: 100, hits });
  assert.ok(scenario.ok);
  const plan = planOf(scenario.value, network);
  assert.ok(plan.ok);
  const offers = model.services.flatMap(({ id, hardening }) =>
    hardening === undefined ? [] : [{ id, ...hardening }],
  );
  return { network, plan: plan.value, offers };
}

async function orderOf(made: ReturnType<typeof set>, budget?: number) {
  const order = await hardeningOrder(made.network, made.offers, made.plan, {
    runs: 5,
    seed: 1,
    ...(budget === undefined ? {} : { budget }),
  });
  assert.ok(order.ok);
  return order.value;
}

/** A plant for two towns, out for ten hours; a town of a thousand, one of ten. */
const TOWNS = set(
  [
    { hardening: { cost: 20 } },
    { people: 1_000, hardening: { cost: 1, bufferHours: 10 } },
    { people: 10, hardening: { cost: 1, bufferHours: 4 } },
  ],
  [
    { service: 's1', on: 's0' },
    { service: 's2', on: 's0' },
  ],
  [{ service: 's0', hours: 10 }],
);

test('what saves most for each unit of cost comes first, each beside what those before it save', async () => {
  const { steps, personHoursBefore, personHoursAfter } = await orderOf(TOWNS);
  assert.equal(personHoursBefore, 10_100);
  assert.deepEqual(
    steps.map(({ id, saved, savedPerCost }) => [id, saved, savedPerCost]),
    [
      ['s1', 10_000, 10_000],
      ['s2', 40, 40],
      ['s0', 60, 3],
    ],
  );
  assert.equal(personHoursAfter, 0);
});

test('a budget is kept', async () => {
  const { steps } = await orderOf(TOWNS, 1.5);
  assert.deepEqual(
    steps.map(({ id }) => id),
    ['s1'],
  );
});

test('where two must be hardened to save a third, the result says that its bound does not hold', async () => {
  const pair = set(
    [{ hardening: { cost: 1 } }, { hardening: { cost: 1 } }, { people: 50 }, { people: 1 }],
    [
      { service: 's2', on: 's0' },
      { service: 's2', on: 's1' },
      { service: 's3', on: 's0' },
    ],
    [
      { service: 's0', hours: 5 },
      { service: 's1', hours: 5 },
    ],
  );
  const { steps, gainsShrink, bound } = await orderOf(pair);
  assert.deepEqual(
    steps.map(({ id, saved }) => [id, saved]),
    [
      ['s0', 5],
      ['s1', 250],
    ],
  );
  assert.equal(gainsShrink, false);
  assert.match(bound, /some gain grew/u);
  assert.equal((await orderOf(TOWNS)).gainsShrink, true);
});

test('a model that offers nothing to harden is refused', async () => {
  const none = set([{}], [], [{ service: 's0' }]);
  const order = await hardeningOrder(none.network, none.offers, none.plan, { runs: 1, seed: 1 });
  assert.equal(!order.ok && order.refusal.code, 'hardening-not-offered');
});

test('the service whose loss alone costs most people most hours is the most critical one', () => {
  const [first, second] = criticalServices(TOWNS.network, 6_000);
  assert.deepEqual([first!.id, first!.others, first!.personHours], ['s0', 2, 24 * 1_010]);
  assert.deepEqual([second!.id, second!.others], ['s1', 0]);
});
