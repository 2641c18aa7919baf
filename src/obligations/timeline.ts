/** What a time was held to be, and since when: corrections move it, and every earlier word stays to be shown. */
import type { MoveReason } from './clocks/obligation.ts';

/** From `since` on, `at` was what the statements said; null says that it never was, or is no longer known. */
export type Step = {
  readonly since: Temporal.Instant;
  readonly at: Temporal.Instant | null;
  readonly because: string;
  readonly reason: MoveReason;
};

/** In order of `since`; the last step is what holds. Empty where nothing was ever said. */
export type Timeline = readonly Step[];

export const NEVER: Timeline = [];

export function isBefore(one: Temporal.Instant, other: Temporal.Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

export function earlier(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isBefore(other, one) ? other : one;
}

export function later(one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant {
  return isBefore(one, other) ? other : one;
}

export function last(timeline: Timeline): Step | undefined {
  return timeline.at(-1);
}

export function current(timeline: Timeline): Temporal.Instant | null {
  return timeline.at(-1)?.at ?? null;
}

/** By the time it was said, then by digest, so that the order of arrival decides nothing. */
export function bySince(one: Step, other: Step): number {
  return Temporal.Instant.compare(one.since, other.since) || compareTexts(one.because, other.because);
}

export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The same line, with each time put through `move`. */
export function mapped(timeline: Timeline, move: (at: Temporal.Instant) => Temporal.Instant): Timeline {
  return timeline.map((step) => (step.at === null ? step : { ...step, at: move(step.at) }));
}

/**
 * One line out of several: at each word that was said anew, `choose` decides among what each line says by then (null
 * where it says nothing yet). Words that change nothing leave no step.
 */
export function merged(
  timelines: readonly Timeline[],
  choose: (values: readonly (Temporal.Instant | null)[]) => Temporal.Instant | null,
): Timeline {
  if (timelines.length === 0) return NEVER;
  if (timelines.length === 1 && timelines[0]!.length <= 1) {
    const only = timelines[0]![0];
    return only === undefined ? NEVER : [{ ...only, at: choose([only.at]) }];
  }
  const words = timelines.flatMap((timeline, position) => timeline.map((step) => ({ step, position })));
  // Stable: what one line says at one instant keeps its order.
  words.sort((one, other) => Temporal.Instant.compare(one.step.since, other.step.since));
  const values: (Temporal.Instant | null)[] = timelines.map(() => null);
  const steps: Step[] = [];
  for (const { step, position } of words) {
    values[position] = step.at;
    const at = choose(values);
    // One statement may move several lines at once; only where they end up is a step.
    if (isSameWord(last(steps), step)) steps.pop();
    const before = last(steps);
    if (before !== undefined && same(before.at, at)) continue;
    const known = before !== undefined && before.at !== null;
    steps.push({ ...step, at, reason: known && step.reason === 'triggered' ? 'earlier-limit' : step.reason });
  }
  return steps;
}

function isSameWord(one: Step | undefined, other: Step): boolean {
  return one !== undefined && one.because === other.because && one.since.equals(other.since);
}

export function same(one: Temporal.Instant | null, other: Temporal.Instant | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}

/** The earliest of those that are known. */
export function earliest(values: readonly (Temporal.Instant | null)[]): Temporal.Instant | null {
  let found: Temporal.Instant | null = null;
  for (const value of values) {
    if (value !== null && (found === null || isBefore(value, found))) found = value;
  }
  return found;
}
