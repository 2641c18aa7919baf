/** When the stages of one regime fall due, from moments and filings alone: what the duty finder shows ahead of any statement. */
import type { Beginning } from './begins.ts';
import { type Place, type Reckoned, reckon } from './calendar.ts';
import type { Anchor, Limit, Moment, Period, Regime, Stage } from './regime.ts';
import { type Sureness, surenessOf } from './sureness.ts';

/** What is known so far; a moment or filing that has not come is not in its map. */
export type Known = {
  readonly moments: ReadonlyMap<Moment, Temporal.Instant>;
  /** When a stage was filed, by its id. */
  readonly filed: ReadonlyMap<string, Temporal.Instant>;
  /** When a statement of a type was recorded or arrived; the duty finder knows none. */
  readonly said?: ReadonlyMap<string, Temporal.Instant>;
};

/**
 * Why a stage shows no countdown: its regime is known by name alone, or binds nobody now; its text is unconfirmed; it
 * stands aside for another stage of the same regime; the text names no time; nobody said from when on the regime binds
 * whoever asks, or what happened came before that; or what it counts from has not come.
 */
export const NO_CLOCKS = [
  'not-computed',
  'not-in-force',
  'unconfirmed',
  'stands-aside',
  'no-time-named',
  'begin-unknown',
  'not-begun',
  'not-opened',
] as const;
export type NoClock = (typeof NO_CLOCKS)[number];

export type StageTime = {
  readonly stage: Stage;
  readonly opensAt: Temporal.Instant | null;
  /** The earliest limit; null where there is none, or where what it counts from is not known. */
  readonly due: Reckoned | null;
  /** The limit that gives `due`, and the instant that it is counted from; null where there is no due time. */
  readonly counted: { readonly limit: Limit; readonly from: Temporal.Instant } | null;
  readonly noClock: NoClock | null;
  readonly sureness: Sureness;
};

const BINDING: readonly Regime['status'][] = ['in-force', 'partly-in-force', 'voluntary', 'agreed-policy'];

/** Texts that bind now, or that parties follow, and that were read: nothing counts down under any other. */
export function isBinding({ status, computed }: Pick<Regime, 'status' | 'computed'>): boolean {
  return computed !== false && BINDING.includes(status);
}

/**
 * Does a stage fall due by days off, or run from the end of one that does? Hours run through every holiday; days stop
 * for one under some calendars only. `asked` are the stages that lead here, for a text that goes in a circle.
 */
export function usesHolidays(regime: Regime, stage: Stage, asked: readonly Stage[] = []): boolean {
  const every = 'every' in stage.opens ? [stage.opens.every] : [];
  const periods = [...stage.limits.map(({ within }) => within), ...every];
  const isCounted = ({ unit }: Period) =>
    unit === 'business-day' || (unit !== 'hour' && unit !== 'minute' && regime.calendar === 'eu-1182-71');
  const ends = stage.limits.flatMap(({ of }) => ('deadline' in of ? [of.deadline] : []));
  const before = regime.stages.filter((one) => ends.includes(one.id) && !asked.includes(one));
  return periods.some(isCounted) || before.some((one) => usesHolidays(regime, one, [...asked, stage]));
}

/** `beginning` is from when on the regime binds whoever asks (`begins.ts`), where it says so. */
export function stageTimes(
  regime: Regime,
  known: Known,
  place: Place,
  beginning?: Beginning,
): readonly StageTime[] {
  const times = new Map<string, StageTime>();
  return regime.stages.map((stage) => stageTime(stage, { regime, known, place, times, beginning }));
}

type Reading = {
  readonly regime: Regime;
  readonly known: Known;
  readonly place: Place;
  /** Worked out so far; loading has refused stages that wait for each other. */
  readonly times: Map<string, StageTime>;
  readonly beginning: Beginning | undefined;
};

function stageTime(stage: Stage, reading: Reading): StageTime {
  const before = reading.times.get(stage.id);
  if (before !== undefined) return before;
  const at = anchorAt(stage.opens, reading);
  const begins = stage.bearer === 'declarer' ? reading.beginning : undefined;
  const early = at !== null && isTooEarly(stage, at, begins, reading);
  const opensAt = early ? null : at;
  const aside = !comes(stage, reading);
  const isAsked = begins !== undefined && begins.asks !== null;
  const first = aside || isAsked || opensAt === null ? null : earliest(limitsOf(stage), reading);
  const due = first?.due ?? null;
  const { regime, place } = reading;
  const sureness = surenessOf(stage, regime, usesHolidays(regime, stage) ? (place.holidays ?? null) : null);
  const noClock = noClockOf(stage, regime, { opensAt, due, aside, early, isAsked, sureness });
  const counted = first === null ? null : { limit: first.limit, from: first.from };
  const time = { stage, opensAt, due, counted, noClock, sureness };
  reading.times.set(stage.id, time);
  return time;
}

/** It came before the duties began, or is a report about something that did. */
function isTooEarly(
  { opens }: Stage,
  at: Temporal.Instant,
  begins: Beginning | undefined,
  reading: Reading,
): boolean {
  if (begins === undefined || begins.at === null) return false;
  if (Temporal.Instant.compare(at, begins.at) < 0) return true;
  const before = 'filed' in opens ? reading.regime.stages.find(({ id }) => id === opens.filed) : undefined;
  return before !== undefined && stageTime(before, reading).noClock === 'not-begun';
}

type Standing = {
  readonly opensAt: Temporal.Instant | null;
  readonly due: Reckoned | null;
  readonly aside: boolean;
  readonly early: boolean;
  readonly isAsked: boolean;
  readonly sureness: Sureness;
};

function noClockOf(
  stage: Stage,
  regime: Regime,
  { opensAt, due, aside, early, isAsked, sureness }: Standing,
): NoClock | null {
  if (regime.computed === false) return 'not-computed';
  if (!isBinding(regime)) return 'not-in-force';
  if (stage.confidence === 'R') return 'unconfirmed';
  if (aside) return 'stands-aside';
  if (stage.limits.length === 0 && !isRunning(stage)) return 'no-time-named';
  if (sureness.confidence === 'R') return 'unconfirmed';
  if (isAsked) return 'begin-unknown';
  if (early) return 'not-begun';
  return opensAt === null || due === null ? 'not-opened' : null;
}

function anchorAt(anchor: Anchor, reading: Reading): Temporal.Instant | null {
  const { moments, filed, said } = reading.known;
  if ('moment' in anchor) return moments.get(anchor.moment) ?? null;
  if ('filed' in anchor) return filed.get(anchor.filed) ?? null;
  if ('said' in anchor) return said?.get(anchor.said) ?? null;
  if ('every' in anchor) return anchor.from === undefined ? null : anchorAt(anchor.from, reading);
  const stage = reading.regime.stages.find(({ id }) => id === anchor.deadline);
  return stage === undefined ? null : (stageTime(stage, reading).due?.end ?? null);
}

/** Does it run on by itself, turn after turn, whether or not anything was filed? */
export function isRunning({ opens }: Pick<Stage, 'opens'>): boolean {
  return 'every' in opens && opens.runs === true;
}

/** Of a duty that runs on by itself, the first turn too. */
function limitsOf({ opens, limits }: Stage): readonly Limit[] {
  if (!('every' in opens) || opens.from === undefined) return limits;
  return [...limits, { within: opens.every, of: opens.from }];
}

function endOf(limit: Limit, reading: Reading): Reckoned | null {
  const from = anchorAt(limit.of, reading);
  if (from === null) return null;
  const { closes } = limit;
  return reckon(from, limit.within, closes === undefined ? reading.place : { ...reading.place, closes });
}

type First = { readonly due: Reckoned; readonly limit: Limit; readonly from: Temporal.Instant };

function earliest(limits: readonly Limit[], reading: Reading): First | null {
  let first: First | null = null;
  for (const limit of limits) {
    const from = anchorAt(limit.of, reading);
    const due = endOf(limit, reading);
    if (from === null || due === null) continue;
    if (first === null || Temporal.Instant.compare(due.end, first.due.end) < 0) first = { due, limit, from };
  }
  return first;
}

/** Until its event has come, "not after" holds and "after" does not: the engine reads `when` the same way. */
function comes({ when }: Stage, reading: Reading): boolean {
  if (when === undefined) return true;
  const event = anchorAt(when.event, reading);
  const end = endOf(when.limit, reading)?.end ?? null;
  const isAfter = event !== null && end !== null && Temporal.Instant.compare(event, end) > 0;
  return isAfter === (when.is === 'after');
}
