/**
 * Who kept their word: counts and times per regime and stage of one party, recomputed by anybody from the statements
 * of a bundle to the same numbers. Figures are descriptive; no single mark is made of them.
 */
import type { Obligation, ObligationState } from '#obligations/clocks/obligation.ts';
import { stateAt } from '#obligations/clocks/obligation-state.ts';

/** What was given to the party, and when a person of it read it; null is not read. */
export type Read = { readonly receivedAt: Temporal.Instant; readonly acknowledgedAt: Temporal.Instant | null };

export type ScoreQuestion = {
  readonly party: string;
  /** Clocks that opened from here on … */
  readonly from: Temporal.Instant;
  /** … and before this. */
  readonly until: Temporal.Instant;
  /** The instant at which states are told. */
  readonly at: Temporal.Instant;
  readonly obligations: readonly Obligation[];
  readonly reads: readonly Read[];
  /** Running numbers of the party's statements that were shown, in any order. */
  readonly numbers: readonly number[];
};

/** Whole minutes; leads and lags are taken from clocks with a due time only. */
export type ScoreRow = {
  readonly regime: string;
  readonly stage: string;
  readonly kind: Obligation['kind'];
  readonly counts: Readonly<Partial<Record<ObligationState, number>>>;
  /** Median time before the due instant, of what was met in time. */
  readonly medianLeadMinutes: number | null;
  /** Median time after it, of what was met late. */
  readonly medianLagMinutes: number | null;
};

export type Score = {
  readonly party: string;
  readonly from: string;
  readonly until: string;
  readonly at: string;
  /** Law and agreement. */
  readonly duties: readonly ScoreRow[];
  /** The party's own promises. */
  readonly promises: readonly ScoreRow[];
  /** Voluntary norms: answered or not. They are no part of a score, and are for the party itself. */
  readonly norms: readonly ScoreRow[];
  readonly reading: {
    readonly given: number;
    readonly read: number;
    readonly medianMinutes: number | null;
    readonly slowestMinutes: number | null;
  };
  /** Running numbers from the first to the last shown; a missing one is a statement that was left out. */
  readonly numbers: { readonly first: number; readonly last: number; readonly missing: readonly number[] } | null;
};

/** More missing numbers than these are not listed one by one; the first ones are enough to ask about. */
export const MAX_MISSING_LISTED = 1_000;
const MS_PER_MINUTE = 60_000;

export function scoreOf(question: ScoreQuestion): Score {
  const { party, from, until, at } = question;
  const counted = question.obligations.filter(
    ({ bearer, triggeredAt }) => bearer === party && triggeredAt !== null && within(triggeredAt, from, until),
  );
  const rows = (...kinds: readonly Obligation['kind'][]) =>
    rowsOf(
      counted.filter(({ kind }) => kinds.includes(kind)),
      at,
    );
  return {
    party,
    from: from.toString(),
    until: until.toString(),
    at: at.toString(),
    duties: rows('law', 'agreement'),
    promises: rows('promise'),
    norms: rows('norm'),
    reading: readingOf(question.reads.filter(({ receivedAt }) => within(receivedAt, from, until))),
    numbers: numbersOf(question.numbers),
  };
}

function within(instant: Temporal.Instant, from: Temporal.Instant, until: Temporal.Instant): boolean {
  return Temporal.Instant.compare(instant, from) >= 0 && Temporal.Instant.compare(instant, until) < 0;
}

function rowsOf(obligations: readonly Obligation[], at: Temporal.Instant): readonly ScoreRow[] {
  const groups = Map.groupBy(obligations, ({ regime, stage, kind }) => `${regime} ${stage} ${kind}`);
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => rowOf(group, at));
}

function rowOf(group: readonly Obligation[], at: Temporal.Instant): ScoreRow {
  const counts: Partial<Record<ObligationState, number>> = {};
  const leads: number[] = [];
  const lags: number[] = [];
  for (const obligation of group) {
    const state = stateAt(obligation, at);
    counts[state] = (counts[state] ?? 0) + 1;
    const { metAt, dueAt } = obligation;
    if (metAt === null || dueAt === null) continue;
    if (state === 'met') leads.push(minutesBetween(metAt, dueAt));
    if (state === 'met-late') lags.push(minutesBetween(dueAt, metAt));
  }
  const { regime, stage, kind } = group[0]!;
  return { regime, stage, kind, counts, medianLeadMinutes: median(leads), medianLagMinutes: median(lags) };
}

function readingOf(reads: readonly Read[]): Score['reading'] {
  const took = reads.flatMap(({ receivedAt, acknowledgedAt }) =>
    acknowledgedAt === null ? [] : [minutesBetween(receivedAt, acknowledgedAt)],
  );
  return {
    given: reads.length,
    read: took.length,
    medianMinutes: median(took),
    slowestMinutes: took.length === 0 ? null : Math.max(...took),
  };
}

/** Whole minutes, rounded down, never below zero: clocks of two nodes may differ by a little. */
function minutesBetween(from: Temporal.Instant, to: Temporal.Instant): number {
  return Math.max(0, Math.floor((to.epochMilliseconds - from.epochMilliseconds) / MS_PER_MINUTE));
}

/** The lower of the two in the middle, so that it is a time that was really taken. */
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? null;
}

function numbersOf(shown: readonly number[]): Score['numbers'] {
  if (shown.length === 0) return null;
  const numbers = [...new Set(shown)].sort((one, other) => one - other);
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  const missing: number[] = [];
  for (const [at, number] of numbers.entries()) {
    const before = numbers[at - 1] ?? number - 1;
    for (let gap = before + 1; gap < number && missing.length < MAX_MISSING_LISTED; gap += 1) missing.push(gap);
  }
  return { first, last, missing };
}
