import type { Cascade } from './cascade.ts';
import type { NetworkArrays } from './network.ts';

/** What each run counts for each kind and state. */
export const COUNTED = [
  'serviceMinutes',
  'personMinutes',
  'services',
  'people',
  'output',
  'capacityMinutes',
] as const;
export const COUNTS = COUNTED.length;
const MINUTES_AN_HOUR = 60;
const NEVER = -1;

/** What a stretch of runs came to. The sums of services are whole numbers, so that they add up in any order. */
export type Tally = {
  readonly from: number;
  readonly runs: number;
  /** For each run, for each cell, what is counted. */
  readonly cells: Float64Array;
  /** For each run and watched service, minutes out, and the minute at which it first went out or -1. */
  readonly watched: Int32Array;
  /** For each service, in how many runs it was out, at the end too, and its minutes out in all of them. */
  readonly timesOut: Uint32Array;
  readonly timesOutAtEnd: Uint32Array;
  readonly minutesOut: Float64Array;
};

export function emptyTally(
  { cells, services, watched }: { readonly cells: number; readonly services: number; readonly watched: number },
  from: number,
  runs: number,
): Tally {
  return {
    from,
    runs,
    cells: new Float64Array(runs * cells * COUNTS),
    watched: new Int32Array(runs * watched * 2),
    timesOut: new Uint32Array(services),
    timesOutAtEnd: new Uint32Array(services),
    minutesOut: new Float64Array(services),
  };
}

/** Counts the run that a cascade has just lived through. */
export function countRun(
  tally: Tally,
  run: number,
  cascade: Cascade,
  net: NetworkArrays,
  cells: number,
  watch: readonly number[],
): void {
  const row = (run - tally.from) * cells * COUNTS;
  for (const service of cascade.outs) {
    const minutes = cascade.minutesOut[service]!;
    const at = row + net.cell[service]! * COUNTS;
    tally.cells[at]! += minutes;
    tally.cells[at + 1]! += minutes * net.people[service]!;
    tally.cells[at + 2]! += 1;
    tally.cells[at + 3]! += net.people[service]!;
    tally.cells[at + 4]! += (minutes / MINUTES_AN_HOUR) * net.output[service]!;
    tally.cells[at + 5]! += minutes * net.capacity[service]!;
    tally.timesOut[service]! += 1;
    tally.minutesOut[service]! += minutes;
    if (cascade.isOut(service)) tally.timesOutAtEnd[service]! += 1;
  }
  const start = (run - tally.from) * watch.length * 2;
  for (const [number, service] of watch.entries()) {
    const out = cascade.wasOut(service);
    tally.watched[start + number * 2] = out ? cascade.minutesOut[service]! : 0;
    tally.watched[start + number * 2 + 1] = out ? cascade.firstOut[service]! : NEVER;
  }
}

/** Puts a stretch of runs in its place in the whole. */
export function addTally(whole: Tally, part: Tally): void {
  const offset = part.from - whole.from;
  whole.cells.set(part.cells, offset * (whole.cells.length / whole.runs));
  whole.watched.set(part.watched, offset * (whole.watched.length / whole.runs));
  for (let at = 0; at < whole.timesOut.length; at += 1) {
    whole.timesOut[at]! += part.timesOut[at]!;
    whole.timesOutAtEnd[at]! += part.timesOutAtEnd[at]!;
    whole.minutesOut[at]! += part.minutesOut[at]!;
  }
}
