import { type Static, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { departure, fits } from '#statement/validator.ts';
import { StateCode } from '#vocabulary/states.ts';
import type { SpilloverCode } from './codes.ts';
import { Dependency, Hours } from './model.ts';
import { minutesOf, type Network } from './network.ts';
import { checkHours } from './network-builder.ts';

const MAX_HORIZON_HOURS = 8_760;
const DEFAULT_HORIZON_HOURS = 720;
const MAX_HITS = 10_000;
const MAX_WATCHED = 200;
const TWO_32 = 4_294_967_296;

const Shared = {
  atHours: Type.Optional(
    Type.Number({ minimum: 0, description: 'When, from the start of the scenario. 0 if left out.' }),
  ),
  hours: Type.Optional(
    Type.Union(Hours.anyOf, { description: 'How long it is out by itself. Its own recovery time if left out.' }),
  ),
  chance: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'The chance, for each, that it is hit. 1 if left out.' }),
  ),
};

/** What is hit: one service, or some of those that have a kind or a state. */
export const HitRule = Type.Union([
  Type.Object({ service: Type.String(), ...Shared }, { additionalProperties: false }),
  Type.Object(
    {
      among: Type.Object(
        {
          kind: Type.Optional(Type.String()),
          state: Type.Optional(Type.Union([StateCode, Type.Null()])),
        },
        { additionalProperties: false },
      ),
      count: Type.Optional(
        Type.Integer({ minimum: 1, description: 'So many of them, drawn anew in each run. All if left out.' }),
      ),
      ...Shared,
    },
    { additionalProperties: false },
  ),
]);

/** What happens, and for how long it is looked at. */
export const Scenario = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ minLength: 1 }),
    horizonHours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: MAX_HORIZON_HOURS })),
    hits: Type.Array(HitRule, { minItems: 1, maxItems: MAX_HITS }),
    watch: Type.Optional(
      Type.Array(Type.String(), { maxItems: MAX_WATCHED, description: 'Services that are reported one by one.' }),
    ),
    changes: Type.Optional(
      Type.Object(
        {
          add: Type.Optional(Type.Array(Dependency)),
          remove: Type.Optional(
            Type.Array(
              Type.Object({ service: Type.String(), on: Type.String() }, { additionalProperties: false }),
            ),
          ),
          bufferHours: Type.Optional(Type.Record(Type.String(), Hours)),
        },
        {
          additionalProperties: false,
          description:
            'What is tried out, as a second supplier or a larger buffer: the result says what it changes.',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Scenario = Static<typeof Scenario>;

/** A scenario against one network, in whole minutes. Plain, so that it can be sent to a thread. */
export type Plan = {
  readonly horizonMinutes: number;
  readonly rules: readonly PlannedHit[];
  readonly watch: readonly number[];
  /** Hardened against whatever would hit them. */
  readonly spared: Uint32Array;
};

export type PlannedHit = {
  readonly services: Uint32Array;
  /** How many of them; all where it is undefined. */
  readonly count: number | undefined;
  readonly minute: number;
  /** Low, likely and high; each one's own recovery where it is undefined. */
  readonly minutes: readonly [number, number, number] | undefined;
  /** Of 2^32. */
  readonly chance: number;
};

export function readScenario(value: unknown): Outcome<Scenario, SpilloverCode> {
  if (fits(Scenario, value)) return accept(value as Scenario);
  const { pointer, expected } = departure(Scenario, value);
  return refuse(
    'scenario-malformed',
    phrase`The scenario ${expected} at ${pointer === '' ? 'its top' : pointer}.`,
    pointer,
  );
}

export function planOf(scenario: Scenario, network: Network): Outcome<Plan, SpilloverCode> {
  const places = new Map(network.ids.map((id, at) => [id, at]));
  const horizonMinutes = minutesOf(scenario.horizonHours ?? DEFAULT_HORIZON_HOURS);
  const rules: PlannedHit[] = [];
  for (const [at, rule] of scenario.hits.entries()) {
    const place = `/hits/${at}`;
    if (rule.hours !== undefined) {
      const checked = checkHours(rule.hours, `${place}/hours`);
      if (!checked.ok) return checked;
    }
    const services = servicesOf(rule, network, places);
    if (services.length === 0) {
      const sentence =
        'service' in rule ? `There is no service ${rule.service} in this model.` : 'No service is like that.';
      return refuse('scenario-hits-nothing', sentence, place);
    }
    if ('among' in rule && (rule.count ?? 0) > services.length)
      return refuse(
        'scenario-hits-nothing',
        phrase`Only ${services.length} services are like that.`,
        `${place}/count`,
      );
    rules.push({
      services,
      count: 'among' in rule ? rule.count : undefined,
      minute: minutesOf(rule.atHours ?? 0),
      minutes: rule.hours === undefined ? undefined : rangeOf(rule.hours),
      chance: (rule.chance ?? 1) * TWO_32,
    });
  }
  const watch: number[] = [];
  for (const [at, id] of (scenario.watch ?? []).entries()) {
    const found = places.get(id);
    if (found === undefined)
      return refuse('service-not-in-model', phrase`There is no service ${id} in this model.`, `/watch/${at}`);
    watch.push(found);
  }
  return accept({ horizonMinutes, rules, watch, spared: new Uint32Array(0) });
}

function servicesOf(
  rule: Static<typeof HitRule>,
  { cells, kinds, states, arrays }: Network,
  places: ReadonlyMap<string, number>,
): Uint32Array {
  if ('service' in rule) {
    const at = places.get(rule.service);
    return Uint32Array.from(at === undefined ? [] : [at]);
  }
  const { kind, state } = rule.among;
  const wanted = cells.map(
    (cell) =>
      (kind === undefined || kinds[cell.kind] === kind) &&
      (state === undefined || states[cell.state] === (state ?? '')),
  );
  const found: number[] = [];
  for (let at = 0; at < arrays.cell.length; at += 1) if (wanted[arrays.cell[at]!] === true) found.push(at);
  return Uint32Array.from(found);
}

function rangeOf(hours: Hours): readonly [number, number, number] {
  if (typeof hours === 'number') return [minutesOf(hours), minutesOf(hours), minutesOf(hours)];
  return [minutesOf(hours.low), minutesOf(hours.likely), minutesOf(hours.high)];
}
