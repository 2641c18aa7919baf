/** Who is to be reminded of what, when: before, at and after a deadline, the person, the deputy, the head. Pure. */
import type { DueItem } from './due.ts';

const LEVELS = ['person', 'deputy', 'head'] as const;
export type Level = (typeof LEVELS)[number];

/** A reminder that leaves this long after its time is late, and says so. */
const LATE_AFTER_MINUTES = 10;
export const BEFORE_HOURS_DEFAULT: readonly number[] = [24, 4];
export const DEPUTY_AFTER_HOURS_DEFAULT = 0;
export const HEAD_AFTER_HOURS_DEFAULT = 2;

export type Chain = {
  readonly levels: ReadonlyMap<Level, readonly string[]>;
  /** Hours from the deadline until the deputy, and the head, are told; negative is before it. */
  readonly deputyAfterHours: number;
  readonly headAfterHours: number;
};

export type StepWhen = 'before' | 'at' | 'after';
export type Step = {
  /** The same for each look: item, its due time, person and hours from the deadline. */
  readonly key: string;
  readonly person: string;
  readonly level: Level;
  readonly when: StepWhen;
  readonly at: Temporal.Instant;
};
export type Notice = Step & { readonly item: DueItem; readonly late: boolean };
/** Steps that passed while nobody could send them: of each person's, only the latest is told. */
export type Plan = { readonly notices: readonly Notice[]; readonly passed: readonly string[] };

/** Every step of an item, told or not. */
export function stepsOf(
  item: DueItem,
  chain: Chain,
  beforeHours: (person: string) => readonly number[],
): readonly Step[] {
  const steps: Step[] = [];
  const seen = new Set<string>();
  for (const level of LEVELS) {
    for (const person of chain.levels.get(level) ?? []) {
      if (seen.has(person)) continue;
      seen.add(person);
      for (const hours of hoursFor(level, chain, beforeHours(person)))
        steps.push(stepAt(item, person, level, hours));
    }
  }
  return steps;
}

function hoursFor(level: Level, chain: Chain, before: readonly number[]): readonly number[] {
  switch (level) {
    case 'person':
      return [...before.map((hours) => -hours), 0];
    case 'deputy':
      return [chain.deputyAfterHours];
    case 'head':
      return [chain.headAfterHours];
  }
}

const MINUTES_AN_HOUR = 60;

function stepAt({ id, dueAt }: DueItem, person: string, level: Level, hours: number): Step {
  const at = dueAt.value.add({ minutes: Math.round(hours * MINUTES_AN_HOUR) });
  const when = hours < 0 ? 'before' : hours === 0 ? 'at' : 'after';
  return { key: `${id} ${dueAt.value} ${person} ${hours}`, person, level, when, at };
}

/**
 * What is to be told now. A node that was down tells each person once, the latest of what they missed, and says that it
 * is late. A step that had passed before the deadline was known is told as it stands, and is not late.
 */
export function plan(
  item: DueItem,
  steps: readonly Step[],
  told: ReadonlySet<string>,
  now: Temporal.Instant,
): Plan {
  const due = steps.filter(({ key, at }) => Temporal.Instant.compare(at, now) <= 0 && !told.has(key));
  const notices: Notice[] = [];
  const passed: string[] = [];
  for (const theirs of Map.groupBy(due, ({ person }) => person).values()) {
    const inOrder = theirs.toSorted((one, other) => Temporal.Instant.compare(one.at, other.at));
    const latest = inOrder.at(-1)!;
    passed.push(...inOrder.slice(0, -1).map(({ key }) => key));
    notices.push({ ...latest, item, late: isLate(item, latest, now) });
  }
  return { notices, passed };
}

function isLate({ openedAt }: DueItem, { at }: Step, now: Temporal.Instant): boolean {
  const wasKnown = openedAt === null || Temporal.Instant.compare(openedAt, at) <= 0;
  return wasKnown && Temporal.Instant.compare(at.add({ minutes: LATE_AFTER_MINUTES }), now) < 0;
}

/** Quiet hours of a person, in their own zone; `from` equal to `until` is none. */
export type Quiet = { readonly zone: string; readonly fromHour: number; readonly untilHour: number };

/** May a mail or webhook leave for this person now? Danger to life wakes everybody. */
export function isQuiet(quiet: Quiet | null, danger: boolean, now: Temporal.Instant): boolean {
  if (danger || quiet === null || quiet.fromHour === quiet.untilHour) return false;
  const { hour } = now.toZonedDateTimeISO(quiet.zone);
  const { fromHour, untilHour } = quiet;
  return fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour;
}
