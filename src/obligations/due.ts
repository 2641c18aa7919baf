/** When the stages of one regime fall due, from moments and filings alone: what the duty finder shows ahead of any statement. */
import { type Place, type Reckoned, reckon } from './calendar.ts';
import type { Anchor, Limit, Moment, Period, Regime, Stage } from './regime.ts';

/** What is known so far; a moment or filing that has not come is not in its map. */
export type Known = {
  readonly moments: ReadonlyMap<Moment, Temporal.Instant>;
  /** When a stage was filed, by its id. */
  readonly filed: ReadonlyMap<string, Temporal.Instant>;
  /** When a statement of a type was recorded or arrived; the duty finder knows none. */
  readonly said?: ReadonlyMap<string, Temporal.Instant>;
};

/**
 * Why a stage shows no countdown: its regime binds nobody now; its text is unconfirmed; the text names no time; what
 * it counts from has not come; or it stands aside for another stage of the same regime.
 */
export type NoClock = 'not-in-force' | 'unconfirmed' | 'no-time-named' | 'not-opened' | 'stands-aside';

export type StageTime = {
  readonly stage: Stage;
  readonly opensAt: Temporal.Instant | null;
  /** The earliest limit; null where there is none, or where what it counts from is not known. */
  readonly due: Reckoned | null;
  readonly noClock: NoClock | null;
};

const BINDING: readonly Regime['status'][] = ['in-force', 'partly-in-force', 'voluntary', 'agreed-policy'];

/** Texts that bind now, or that parties follow: nothing counts down under any other. */
export function isBinding({ status }: Regime): boolean {
  return BINDING.includes(status);
}

/**
 * Does a stage fall due by days off, or run from the end of one that does? Hours run through every holiday; days stop
 * for one under some calendars only. `asked` are the stages that lead here, for a text that goes in a circle.
 */
export function usesHolidays(regime: Regime, stage: Stage, asked: readonly Stage[] = []): boolean {
  const every = 'every' in stage.opens ? [stage.opens.every] : [];
  const periods = [...stage.limits.map(({ within }) => within), ...every];
  const isCounted = ({ unit }: Period) =>
    unit === 'business-day' || (unit !== 'hour' && regime.calendar === 'eu-1182-71');
  const ends = stage.limits.flatMap(({ of }) => ('deadline' in of ? [of.deadline] : []));
  const before = regime.stages.filter((one) => ends.includes(one.id) && !asked.includes(one));
  return periods.some(isCounted) || before.some((one) => usesHolidays(regime, one, [...asked, stage]));
}

export function stageTimes(regime: Regime, known: Known, place: Place): readonly StageTime[] {
  const times = new Map<string, StageTime>();
  return regime.stages.map((stage) => stageTime(stage, { regime, known, place, times }));
}

type Reading = {
  readonly regime: Regime;
  readonly known: Known;
  readonly place: Place;
  /** Worked out so far; loading has refused stages that wait for each other. */
  readonly times: Map<string, StageTime>;
};

function stageTime(stage: Stage, reading: Reading): StageTime {
  const before = reading.times.get(stage.id);
  if (before !== undefined) return before;
  const opensAt = anchorAt(stage.opens, reading);
  const aside = !comes(stage, reading);
  const due = aside || opensAt === null ? null : earliest(stage.limits, reading);
  const time = { stage, opensAt, due, noClock: noClockOf(stage, reading.regime, { opensAt, due, aside }) };
  reading.times.set(stage.id, time);
  return time;
}

function noClockOf(
  stage: Stage,
  regime: Regime,
  { opensAt, due, aside }: { opensAt: Temporal.Instant | null; due: Reckoned | null; aside: boolean },
): NoClock | null {
  if (!isBinding(regime)) return 'not-in-force';
  if (stage.confidence === 'R') return 'unconfirmed';
  if (aside) return 'stands-aside';
  if (stage.limits.length === 0) return 'no-time-named';
  return opensAt === null || due === null ? 'not-opened' : null;
}

function anchorAt(anchor: Anchor, reading: Reading): Temporal.Instant | null {
  const { moments, filed, said } = reading.known;
  if ('moment' in anchor) return moments.get(anchor.moment) ?? null;
  if ('filed' in anchor) return filed.get(anchor.filed) ?? null;
  if ('said' in anchor) return said?.get(anchor.said) ?? null;
  if ('every' in anchor) return null;
  const stage = reading.regime.stages.find(({ id }) => id === anchor.deadline);
  return stage === undefined ? null : (stageTime(stage, reading).due?.end ?? null);
}

function endOf(limit: Limit, reading: Reading): Reckoned | null {
  const from = anchorAt(limit.of, reading);
  return from === null ? null : reckon(from, limit.within, reading.place);
}

function earliest(limits: readonly Limit[], reading: Reading): Reckoned | null {
  let first: Reckoned | null = null;
  for (const limit of limits) {
    const end = endOf(limit, reading);
    if (end !== null && (first === null || Temporal.Instant.compare(end.end, first.end) < 0)) first = end;
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
