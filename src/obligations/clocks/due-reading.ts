/** What is said beside a due time: what it was counted from and by whose days, how else its law can be read, what moved it. */

import type { OtherReading, Reckoned } from '#obligations/regimes/calendar.ts';
import { isRunning, usesHolidays } from '#obligations/regimes/due.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import { type Sureness, surenessOf } from '#obligations/regimes/sureness.ts';
import { last, same, type Timeline } from '#obligations/timeline.ts';
import { anchorTimeline, type ClocksOf } from './anchors.ts';
import { type Context, type Occasion, readingsOf, stateOf, zoneOf } from './clock-context.ts';
import type { CountedFrom, DueChange, Obligation } from './obligation.ts';

export type DueReading = Pick<Obligation, 'countedBy' | 'counted' | 'otherReading'> & {
  readonly sureness: Sureness;
};

/** A limit whose anchor is known, or a turn, and where it ends. */
type Ending = Pick<CountedFrom, 'from' | 'by' | 'limit' | 'turn'> & { readonly reckoned: Reckoned };

/** `named` are times that somebody named: where the clock ends with one of these, nothing was counted. */
export function dueReading(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  due: Temporal.Instant | null,
  { named, clocksOf }: { readonly named: readonly (Temporal.Instant | null)[]; readonly clocksOf: ClocksOf },
): DueReading {
  const { regime, reckoning } = context;
  // A case keeps the text it was declared under; whether that law binds is known as it is known now.
  const binds = reckoning.regimes.current(regime.id) ?? regime;
  if (due === null || named.some((at) => same(at, due))) {
    return { countedBy: null, counted: null, otherReading: null, sureness: surenessOf(stage, binds, null) };
  }
  const countedBy = usesHolidays(regime, stage) ? { state: stateOf(context) } : null;
  const endings = [...limitEndings(context, stage, occasion, clocksOf), ...turnEndings(context, stage, occasion)];
  return {
    countedBy,
    counted: countedFrom(context, endings, due),
    otherReading: otherReading(endings, due),
    sureness: surenessOf(stage, binds, countedBy === null ? null : reckoning.holidays.of(countedBy.state)),
  };
}

function limitEndings(context: Context, stage: Stage, occasion: Occasion, clocksOf: ClocksOf): readonly Ending[] {
  return stage.limits.flatMap(({ within, of, closes }, limit): Ending[] => {
    const word = last(anchorTimeline(context, occasion, of, clocksOf));
    if (word === undefined || word.at === null) return [];
    const by = 'deadline' in of || word.because === '' ? null : word.because;
    const reckoned = readingsOf(context, word.at, within, closes);
    return [{ limit, turn: null, from: word.at, by, reckoned }];
  });
}

/** What runs on by itself is counted from its beginning, so many periods at once; any other turn from the last. */
function turnEndings(context: Context, stage: Stage, { turn, opened, series }: Occasion): readonly Ending[] {
  const { opens } = stage;
  const begun = last(opened);
  if (turn === null || !('every' in opens) || begun === undefined || begun.at === null) return [];
  const runs = isRunning(stage);
  const from = runs ? (series?.[0]?.opens ?? begun.at) : begun.at;
  const within = { ...opens.every, value: opens.every.value * (runs ? turn : 1) };
  const by = begun.because === '' ? null : begun.because;
  return [{ limit: null, turn, from, by, reckoned: readingsOf(context, from, within) }];
}

/** What the clock ends with; of two with one end the first, as the text has them. */
function countedFrom(context: Context, endings: readonly Ending[], due: Temporal.Instant): CountedFrom | null {
  const found = endings.find(({ reckoned }) => reckoned.end.equals(due));
  if (found === undefined) return null;
  const { from, by, limit, turn } = found;
  return { from, by, limit, turn, zone: zoneOf(context), state: stateOf(context) };
}

/** The later end of what the clock runs by, unless another limit comes before it. */
function otherReading(endings: readonly Ending[], due: Temporal.Instant): Obligation['otherReading'] {
  let first: { readonly at: Temporal.Instant; readonly because: OtherReading | null } | null = null;
  for (const { reckoned } of endings) {
    const { lenient, because } = reckoned;
    if (first === null || Temporal.Instant.compare(lenient, first.at) < 0) first = { at: lenient, because };
  }
  if (first === null || first.because === null || Temporal.Instant.compare(first.at, due) <= 0) return null;
  return { at: first.at, because: first.because };
}

/** The first due time is no move; what came after it is, also that there is none any more. */
export function historyOf(due: Timeline): readonly DueChange[] {
  const moves: DueChange[] = [];
  let from: Temporal.Instant | null = null;
  let begun = false;
  for (const { at, because, reason, since } of due) {
    if (begun) moves.push({ from, to: at, because, reason, at: since });
    begun ||= at !== null;
    from = at;
  }
  return moves;
}
