import { type Static, Type } from 'typebox';
import { StateCode } from '#vocabulary/states.ts';

/** The number of the model's format and of what the engines make of it: raised whenever the same input would give other bytes. */
export const ENGINE_VERSION = 1;

export const MAX_SERVICES = 2_000_000;
export const MAX_DEPENDENCIES = 10_000_000;
export const MAX_KINDS = 200;
const MAX_NAME_CHARACTERS = 200;

const Name = Type.String({ minLength: 1, maxLength: MAX_NAME_CHARACTERS });

const HourCount = Type.Number({ minimum: 0 });

/** Hours that are known, or a triangular range from which each run draws. */
export const Hours = Type.Union([
  HourCount,
  Type.Object({ low: HourCount, likely: HourCount, high: HourCount }, { additionalProperties: false }),
]);
export type Hours = Static<typeof Hours>;

export const Service = Type.Object(
  {
    id: Name,
    name: Type.Optional(Name),
    kind: Type.String({
      minLength: 1,
      maxLength: MAX_NAME_CHARACTERS,
      description: 'What it provides, as electricity or hospital care. Results are counted by kind and state.',
    }),
    state: Type.Union([StateCode, Type.Null()], {
      description: 'ISO 3166-1 alpha-2, or null where it is not known, which the result then says.',
    }),
    people: Type.Optional(Type.Integer({ minimum: 0, description: 'People who are without it while it is out.' })),
    outputPerHour: Type.Optional(Type.Number({ minimum: 0, description: 'In the model’s currency.' })),
    capacity: Type.Optional(
      Type.Object(
        { amount: Type.Number(), unit: Name },
        { additionalProperties: false, description: 'Positive; one unit for each kind.' },
      ),
    ),
    bufferHours: Type.Optional(
      Type.Union(Hours.anyOf, {
        description: 'How long it goes on when something that it needs is away. 0 if left out.',
      }),
    ),
    recoveryHours: Type.Optional(
      Type.Union(Hours.anyOf, {
        description: 'How long its repair takes after it was hit itself. 24 if left out.',
      }),
    ),
    restartHours: Type.Optional(
      Type.Union(Hours.anyOf, {
        description: 'How long it takes to start once all it needs is there again. 0 if left out.',
      }),
    ),
    redundancy: Type.Optional(
      Type.Record(Type.String(), Type.Integer({ minimum: 1 }), {
        description: 'For each group of its dependencies, how many of them must be there. 1 if left out.',
      }),
    ),
    hardening: Type.Optional(
      Type.Object(
        {
          cost: Type.Number({ exclusiveMinimum: 0 }),
          bufferHours: Type.Optional(HourCount),
        },
        {
          additionalProperties: false,
          description:
            'What it costs to harden it: to that many hours of buffer, or, without them, so that nothing puts it out.',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Service = Static<typeof Service>;

export const Dependency = Type.Object(
  {
    service: Type.String({ description: 'Whoever needs something.' }),
    on: Type.String({ description: 'Whoever provides it.' }),
    group: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Dependencies of one service with the same group stand in for each other. Without one, it is needed in any case.',
      }),
    ),
    strength: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'The chance that its loss is felt, drawn once in each run. 1 if left out.',
      }),
    ),
    delayHours: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'A loss is felt only when it has lasted this long; a return at once.',
      }),
    ),
    restartWithout: Type.Optional(
      Type.Boolean({
        description: 'True where the service can start again without it, and needs it only to stay up.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Dependency = Static<typeof Dependency>;

/** A model of services and what they need, as a file. */
export const Model = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Name,
    vintage: Type.String({ minLength: 4, maxLength: MAX_NAME_CHARACTERS, description: 'From when the data is.' }),
    sources: Type.Optional(Type.Array(Type.String())),
    currency: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_CHARACTERS })),
    withheld: Type.Optional(
      Type.Array(Type.String(), {
        description: 'What was left out because a party keeps it to itself. Each result repeats it.',
      }),
    ),
    services: Type.Array(Service, { maxItems: MAX_SERVICES }),
    dependencies: Type.Array(Dependency, { maxItems: MAX_DEPENDENCIES }),
  },
  { additionalProperties: false },
);
export type Model = Static<typeof Model>;

/** The published JSON Schema of a model file. */
export function modelSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A spillover model: services, and what they need of each other',
    ...Model,
  };
}
