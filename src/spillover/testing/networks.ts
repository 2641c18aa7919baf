import fc from 'fast-check';
import { loadJsonModel } from '#spillover/loaders/json-model.ts';
import type { Dependency, Model, Service } from '#spillover/model.ts';
import type { Network } from '#spillover/network.ts';
import { NetworkBuilder } from '#spillover/network-builder.ts';

/** A model in which whatever is not given is of no account. */
export function modelOf(services: readonly Partial<Service>[], dependencies: readonly Dependency[]): Model {
  return {
    name: 'a test',
    vintage: '2026',
    services: services.map((service, at) => ({ id: `s${at}`, kind: 'power', state: 'XA', ...service })),
    dependencies: [...dependencies],
  };
}

/** Its network; a refusal is a mistake of the test. */
export function networkOf(model: Model): Network {
  const builder = new NetworkBuilder();
  const loaded = loadJsonModel(model, builder);
  if (!loaded.ok) throw new Error(loaded.refusal.sentence);
  const network = builder.finish();
  if (!network.ok) throw new Error(network.refusal.sentence);
  return network.value;
}

const quarters = fc.integer({ min: 0, max: 8 }).map((count) => count / 4);

/** Small models with circles, groups, delays and buffers, in quarters of an hour. */
export const smallModels: fc.Arbitrary<Model> = fc.integer({ min: 2, max: 7 }).chain((count) =>
  fc
    .record({
      services: fc.array(
        fc.record({
          bufferHours: quarters,
          restartHours: quarters,
          people: fc.nat(1_000),
          redundancy: fc.constantFrom(1, 2),
        }),
        { minLength: count, maxLength: count },
      ),
      edges: fc.uniqueArray(
        fc.record({
          from: fc.nat(count - 1),
          to: fc.nat(count - 1),
          group: fc.constantFrom(undefined, 'g', 'h'),
          delayHours: quarters,
          restartWithout: fc.boolean(),
        }),
        { maxLength: 14, selector: ({ from, to }) => `${from} ${to}` },
      ),
    })
    .map(({ services, edges }) => {
      const kept = edges.filter(({ from, to }) => from !== to);
      const sizeOf = (at: number) => kept.filter(({ from, group }) => from === at && group === 'g').length;
      return modelOf(
        services.map(({ redundancy, ...service }, at) => ({
          ...service,
          redundancy: sizeOf(at) >= redundancy ? { g: redundancy } : {},
        })),
        kept.map(({ from, to, group, delayHours, restartWithout }) => {
          const first = kept.find((one) => one.from === from && one.group === group)!;
          return {
            service: `s${from}`,
            on: `s${to}`,
            delayHours,
            // A group is one need, so that whoever starts without one of it starts without all.
            restartWithout: group === undefined ? restartWithout : first.restartWithout,
            ...(group === undefined ? {} : { group }),
          };
        }),
      );
    }),
);
