/** What is said beside a due time: by whose days it was counted, how else its law can be read, what moved it. */
import { anchorTimeline, type ClocksOf } from './anchors.ts';
import { type Context, type Occasion, readingsOf, stateOf } from './clock-context.ts';
import { usesHolidays } from './due.ts';
import type { DueChange, Obligation } from './obligation.ts';
import type { Stage } from './regime.ts';
import { type Sureness, surenessOf } from './sureness.ts';
import { current, same, type Timeline } from './timeline.ts';

export type DueReading = Pick<Obligation, 'countedBy' | 'otherReading'> & { readonly sureness: Sureness };

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
    return { countedBy: null, otherReading: null, sureness: surenessOf(stage, binds, null) };
  }
  const countedBy = usesHolidays(regime, stage) ? { state: stateOf(context) } : null;
  return {
    countedBy,
    sureness: surenessOf(stage, binds, countedBy === null ? null : reckoning.holidays.of(countedBy.state)),
    otherReading: otherReading(context, stage, occasion, due, clocksOf),
  };
}

/** The later end of the limit that the clock runs by, unless another limit comes before it. */
function otherReading(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  due: Temporal.Instant,
  clocksOf: ClocksOf,
): Obligation['otherReading'] {
  let first: {
    readonly at: Temporal.Instant;
    readonly because: NonNullable<Obligation['otherReading']>['because'] | null;
  } | null = null;
  for (const { within, of, closes } of stage.limits) {
    const from = current(anchorTimeline(context, occasion, of, clocksOf));
    if (from === null) continue;
    const { lenient, because } = readingsOf(context, from, within, closes);
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
