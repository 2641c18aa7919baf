import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { circlesOf } from './circles.ts';
import { loadJsonModel } from './loaders/json-model.ts';
import { modelSchema } from './model.ts';
import { dependencyCount, serviceCount } from './network.ts';
import { NetworkBuilder } from './network-builder.ts';
import { modelOf, networkOf, smallModels } from './testing/networks.ts';

function refusalOf(model: unknown) {
  const builder = new NetworkBuilder();
  const loaded = loadJsonModel(model, builder);
  if (!loaded.ok) return [loaded.refusal.code, loaded.refusal.place];
  const finished = builder.finish();
  return finished.ok ? [] : [finished.refusal.code, finished.refusal.place];
}

/** Each model that cannot be meant, with the code and the place of its refusal. */
const REFUSED: readonly (readonly [string, unknown, string, string | undefined])[] = [
  ['no services', modelOf([], []), 'model-empty', '/services'],
  ['a service that is there twice', modelOf([{ id: 'a' }, { id: 'a' }], []), 'service-twice', '/services/1'],
  [
    'a service without a state',
    { ...modelOf([], []), services: [{ id: 'a', kind: 'power' }] },
    'service-state-missing',
    '/services/0/state',
  ],
  ['a state that there is not', modelOf([{ state: 'QQ' }], []), 'model-malformed', '/services/0/state'],
  [
    'a need of something that is not there',
    modelOf([{}], [{ service: 's0', on: 'nobody' }]),
    'service-not-in-model',
    '/dependencies/0/on',
  ],
  [
    'a need of somebody who is not there',
    modelOf([{}], [{ service: 'nobody', on: 's0' }]),
    'service-not-in-model',
    '/dependencies/0/service',
  ],
  ['a need of itself', modelOf([{}], [{ service: 's0', on: 's0' }]), 'dependency-on-itself', '/dependencies/0'],
  [
    'the same need twice',
    modelOf(
      [{}, {}],
      [
        { service: 's1', on: 's0' },
        { service: 's1', on: 's0', delayHours: 1 },
      ],
    ),
    'dependency-twice',
    '/dependencies',
  ],
  [
    'two of one',
    modelOf([{}, { redundancy: { feed: 2 } }], [{ service: 's1', on: 's0', group: 'feed' }]),
    'redundancy-impossible',
    '/services/1/redundancy/feed',
  ],
  [
    'one of none',
    modelOf([{ redundancy: { feed: 1 } }], []),
    'redundancy-impossible',
    '/services/0/redundancy/feed',
  ],
  ...[0, -5].map(
    (amount) =>
      [
        `a capacity of ${amount}`,
        modelOf([{ capacity: { amount, unit: 'MW' } }], []),
        'capacity-not-positive',
        '/services/0/capacity/amount',
      ] as const,
  ),
  [
    'capacities of one kind in two units',
    modelOf([{ capacity: { amount: 1, unit: 'MW' } }, { capacity: { amount: 1, unit: 'kW' } }], []),
    'units-mixed',
    '/services/1/capacity/unit',
  ],
  [
    'a range that runs backwards',
    modelOf([{ bufferHours: { low: 3, likely: 2, high: 4 } }], []),
    'hours-out-of-order',
    '/services/0/bufferHours',
  ],
  [
    'hours that are seconds',
    modelOf([{ recoveryHours: 864_000 }], []),
    'hours-too-many',
    '/services/0/recoveryHours',
  ],
  ['negative hours', modelOf([{ bufferHours: -1 }], []), 'model-malformed', '/services/0/bufferHours'],
  [
    'a strength above one',
    modelOf([{}, {}], [{ service: 's1', on: 's0', strength: 1.5 }]),
    'model-malformed',
    '/dependencies/0/strength',
  ],
  ['half a person', modelOf([{ people: 0.5 }], []), 'model-malformed', '/services/0/people'],
];

for (const [title, model, code, place] of REFUSED) {
  test(`a model with ${title} is refused at its place`, () => {
    assert.deepEqual(refusalOf(model), [code, place]);
  });
}

test('a model that is no object at all is refused', () => {
  for (const value of [null, 7, 'x', [], {}, { services: {} }])
    assert.equal(refusalOf(value)[0], 'model-malformed');
});

test('whatever dependencies come in, each ends at its provider and in a group of its service', () => {
  fc.assert(
    fc.property(smallModels, (model) => {
      const network = networkOf(model);
      const { edgeStart, edgeGroup, groupOwner, groupStart } = network.arrays;
      assert.deepEqual(
        [serviceCount(network), dependencyCount(network)],
        [model.services.length, model.dependencies.length],
      );
      const found: string[] = [];
      for (let provider = 0; provider < network.ids.length; provider += 1)
        for (let edge = edgeStart[provider]!; edge < edgeStart[provider + 1]!; edge += 1) {
          const owner = groupOwner[edgeGroup[edge]!]!;
          assert.ok(edgeGroup[edge]! >= groupStart[owner]! && edgeGroup[edge]! < groupStart[owner + 1]!);
          found.push(`${network.ids[owner]} ${network.ids[provider]}`);
        }
      assert.deepEqual(found.sort(), model.dependencies.map(({ service, on }) => `${service} ${on}`).sort());
    }),
  );
});

test('circles are found, and only those that somebody in them cannot start without', () => {
  const circle = (restartWithout: boolean) =>
    networkOf(
      modelOf(
        [{}, {}, {}, {}],
        [
          { service: 's1', on: 's0', restartWithout },
          { service: 's2', on: 's1', restartWithout },
          { service: 's0', on: 's2', restartWithout },
          { service: 's3', on: 's2' },
        ],
      ),
    );
  assert.deepEqual(circlesOf(circle(false).arrays), [[0, 1, 2]]);
  assert.deepEqual(circlesOf(circle(true).arrays), []);
});

test('a chain of two hundred thousand services is searched for circles without running out of stack', () => {
  const builder = new NetworkBuilder();
  const count = 200_000;
  for (let at = 0; at < count; at += 1)
    assert.ok(builder.addService({ id: String(at), kind: 'power', state: 'XA' }, '').ok);
  for (let at = 1; at < count; at += 1)
    assert.ok(builder.addDependency({ service: String(at), on: String(at - 1) }, '').ok);
  const network = builder.finish();
  assert.deepEqual(network.ok && circlesOf(network.value.arrays), []);
});

test('the published schema is plain JSON and says what each member means', () => {
  const text = JSON.stringify(modelSchema());
  assert.match(text, /2020-12/u);
  assert.match(text, /How long it goes on/u);
});
