import type { Critical } from './critical.ts';
import { digestOf } from './digest.ts';
import type { ModelHeader } from './intake.ts';
import { ENGINE_VERSION } from './model.ts';
import { dependencyCount, MINUTES_AN_HOUR, type Network, serviceCount } from './network.ts';
import { type Quantiles, quantilesOf } from './quantiles.ts';
import type { Plan, Scenario } from './scenario.ts';
import { COUNTED, COUNTS, type Tally } from './tally.ts';

const SHOWN_MOST = 20;
/** What is counted in minutes is told in hours. */
const IN_MINUTES: ReadonlySet<string> = new Set(['serviceMinutes', 'personMinutes', 'capacityMinutes']);

export type CellResult = {
  readonly kind: string;
  /** Null where it is not known. */
  readonly state: string | null;
  /** The share of runs in which any of it was out. */
  readonly touched: number;
  readonly services: Quantiles;
  readonly serviceHours: Quantiles;
  /** People times hours; whoever lacks two kinds is counted in both. */
  readonly personHours: Quantiles;
  readonly people: Quantiles;
  readonly output: Quantiles;
  readonly capacityHours: Quantiles;
};

export type StateResult = {
  readonly state: string | null;
  /** Nothing that the scenario hits lies there. */
  readonly third: boolean;
  readonly touched: number;
  readonly services: Quantiles;
  readonly personHours: Quantiles;
};

export type WatchedResult = {
  readonly id: string;
  /** The share of runs in which it was out. */
  readonly out: number;
  readonly hoursOut: Quantiles;
  /** In the runs in which it was out at all: how long it held out. Null where there is none. */
  readonly heldHours: Quantiles | null;
};

export type Affected = {
  readonly id: string;
  readonly out: number;
  readonly meanHoursOut: number;
  readonly outAtEnd: number;
};

export type Outlook = {
  /** Everything together in each run; a person who lacks two kinds counts in both. */
  readonly whole: {
    readonly serviceHours: Quantiles;
    readonly personHours: Quantiles;
    readonly output: Quantiles;
  };
  readonly cells: readonly CellResult[];
  readonly states: readonly StateResult[];
  readonly watched: readonly WatchedResult[];
  readonly mostAffected: readonly Affected[];
};

export type Assessment = Outlook & {
  readonly result: 'spillover-assessment';
  readonly version: number;
  readonly model: Omit<ModelHeader, 'withheld'> & { readonly services: number; readonly dependencies: number };
  readonly scenario: { readonly name: string; readonly digest: string };
  readonly seed: number;
  readonly runs: number;
  readonly horizonHours: number;
  readonly critical: readonly Critical[];
  /** The same without what the scenario changes, where it changes anything. */
  readonly unchanged: Outlook | null;
  readonly leavesOut: readonly string[];
};

const LEAVES_OUT = [
  'No forecast: it says what follows from the model, its hours and its dependencies, if they are right.',
  'Services are there or not there; reduced service, queues and rationing are not modelled.',
  'People and operators who find another way, and help from outside the model, are left out, so results tend to be too high.',
  'Causes that hit many at once (weather, the same fault everywhere) count only where the scenario names them, so results may also be too low.',
  'A buffer is full again as soon as what was missing is back.',
];

/** Everything that a result says, in a fixed order, so that equal results are equal bytes. */
export function assessmentOf(
  {
    header,
    network,
    plan,
    scenario,
    seed,
  }: {
    readonly header: ModelHeader;
    readonly network: Network;
    readonly plan: Plan;
    readonly scenario: Scenario;
    readonly seed: number;
  },
  tally: Tally,
  critical: readonly Critical[],
  unchanged: Outlook | null,
): Assessment {
  const { withheld, ...model } = header;
  return {
    result: 'spillover-assessment',
    version: ENGINE_VERSION,
    model: { ...model, services: serviceCount(network), dependencies: dependencyCount(network) },
    scenario: { name: scenario.name, digest: digestOf(scenario) },
    seed,
    runs: tally.runs,
    horizonHours: plan.horizonMinutes / MINUTES_AN_HOUR,
    ...outlookOf(network, plan, tally),
    critical,
    unchanged,
    leavesOut: [
      ...LEAVES_OUT,
      ...unknownStates(network),
      ...withheld.map((one) => `Withheld by its party: ${one}`),
    ],
  };
}

function unknownStates({ cells, states, arrays }: Network): readonly string[] {
  const unknown = cells.map(({ state }) => states[state] === '');
  const count = arrays.cell.reduce((sum, cell) => sum + (unknown[cell] === true ? 1 : 0), 0);
  return count === 0 ? [] : [`The state of ${count} services is not known; they are counted under none.`];
}

export function outlookOf(network: Network, plan: Plan, tally: Tally): Outlook {
  const all = network.cells.map((_, cell) => cell);
  const whole = (name: (typeof COUNTED)[number]) =>
    quantilesOf(column(network, tally, all, COUNTED.indexOf(name)));
  return {
    whole: {
      serviceHours: whole('serviceMinutes'),
      personHours: whole('personMinutes'),
      output: whole('output'),
    },
    cells: network.cells.flatMap((_, cell) => cellResult(network, tally, cell) ?? []),
    states: stateResults(network, plan, tally),
    watched: plan.watch.map((service, number) =>
      watchedResult(network, tally, service, number, plan.watch.length),
    ),
    mostAffected: mostAffected(network, tally),
  };
}

/** What one cell, or several together, counted in each run. */
function column(network: Network, tally: Tally, cells: readonly number[], count: number): Float64Array {
  const width = network.cells.length * COUNTS;
  const scale = IN_MINUTES.has(COUNTED[count]!) ? MINUTES_AN_HOUR : 1;
  return Float64Array.from({ length: tally.runs }, (_, run) => {
    let sum = 0;
    for (const cell of cells) sum += tally.cells[run * width + cell * COUNTS + count]!;
    return sum / scale;
  });
}

function touchedShare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0) / values.length;
}

function cellResult(network: Network, tally: Tally, cell: number): CellResult | undefined {
  const of = (name: (typeof COUNTED)[number]) => column(network, tally, [cell], COUNTED.indexOf(name));
  const services = of('services');
  const touched = touchedShare(services);
  if (touched === 0) return undefined;
  const { kind, state } = network.cells[cell]!;
  return {
    kind: network.kinds[kind]!,
    state: stateName(network, state),
    touched,
    services: quantilesOf(services),
    serviceHours: quantilesOf(of('serviceMinutes')),
    personHours: quantilesOf(of('personMinutes')),
    people: quantilesOf(of('people')),
    output: quantilesOf(of('output')),
    capacityHours: quantilesOf(of('capacityMinutes')),
  };
}

function stateName({ states }: Network, state: number): string | null {
  return states[state] === '' ? null : states[state]!;
}

function stateResults(network: Network, plan: Plan, tally: Tally): readonly StateResult[] {
  const hit = new Set(
    plan.rules.flatMap(({ services }) =>
      Array.from(services, (service) => network.cells[network.arrays.cell[service]!]!.state),
    ),
  );
  return network.states.flatMap((_, state) => {
    const cells = network.cells.flatMap((cell, at) => (cell.state === state ? [at] : []));
    const services = column(network, tally, cells, COUNTED.indexOf('services'));
    const touched = touchedShare(services);
    if (touched === 0) return [];
    const personHours = quantilesOf(column(network, tally, cells, COUNTED.indexOf('personMinutes')));
    return [
      {
        state: stateName(network, state),
        third: !hit.has(state),
        touched,
        services: quantilesOf(services),
        personHours,
      },
    ];
  });
}

function watchedResult(
  network: Network,
  tally: Tally,
  service: number,
  number: number,
  watched: number,
): WatchedResult {
  const at = (run: number, part: number) => tally.watched[(run * watched + number) * 2 + part]!;
  const runs = Array.from({ length: tally.runs }, (_, run) => run);
  const out = runs.filter((run) => at(run, 1) >= 0);
  const hours = (list: readonly number[], part: number) =>
    quantilesOf(Float64Array.from(list, (run) => at(run, part) / MINUTES_AN_HOUR));
  return {
    id: network.ids[service]!,
    out: out.length / tally.runs,
    hoursOut: hours(runs, 0),
    heldHours: out.length === 0 ? null : hours(out, 1),
  };
}

/** By people and hours, then by hours, then as they stand in the model. */
function mostAffected(
  { ids, arrays }: Network,
  { timesOut, timesOutAtEnd, minutesOut, runs }: Tally,
): readonly Affected[] {
  const out = ids.flatMap((_, service) => (timesOut[service]! > 0 ? [service] : []));
  const weight = (service: number) => minutesOut[service]! * arrays.people[service]!;
  out.sort((one, other) => weight(other) - weight(one) || minutesOut[other]! - minutesOut[one]! || one - other);
  return out.slice(0, SHOWN_MOST).map((service) => ({
    id: ids[service]!,
    out: timesOut[service]! / runs,
    meanHoursOut: minutesOut[service]! / MINUTES_AN_HOUR / runs,
    outAtEnd: timesOutAtEnd[service]! / runs,
  }));
}
