/** What is said beside a due time: what it was counted from, by whose days, and how else its law can be read. */
import { anchorTimeline, type ClocksOf } from './anchors.ts';
import type { OtherReading, Reckoned } from './calendar.ts';
import { type Context, endOf, type Occasion, readingsOf, stateOf, zoneOf } from './clock-context.ts';
import { usesHolidays } from './due.ts';
import type { CountedFrom, Obligation } from './obligation.ts';
import type { Stage } from './regime.ts';
import { last, same } from './timeline.ts';

export type DueReading = Pick<Obligation, 'countedBy' | 'counted' | 'otherReading'>;

const NOTHING_COUNTED: DueReading = { countedBy: null, counted: null, otherReading: null };

/** A limit whose anchor is known, and where it ends. */
type Ending = {
  readonly limit: number;
  readonly from: Temporal.Instant;
  readonly by: string | null;
  readonly reckoned: Reckoned;
};

/** `named` are times that somebody named: where the clock ends with one of these, nothing was counted. */
export function dueReading(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  due: Temporal.Instant | null,
  { named, clocksOf }: { readonly named: readonly (Temporal.Instant | null)[]; readonly clocksOf: ClocksOf },
): DueReading {
  if (due === null || named.some((at) => same(at, due))) return NOTHING_COUNTED;
  const endings = endingsOf(context, stage, occasion, clocksOf);
  return {
    countedBy: usesHolidays(context.regime, stage) ? { state: stateOf(context) } : null,
    counted: countedFrom(context, stage, occasion, endings, due),
    otherReading: otherReading(endings, due),
  };
}

function endingsOf(context: Context, stage: Stage, occasion: Occasion, clocksOf: ClocksOf): readonly Ending[] {
  return stage.limits.flatMap(({ within, of, closes }, limit): Ending[] => {
    const word = last(anchorTimeline(context, occasion, of, clocksOf));
    if (word === undefined || word.at === null) return [];
    const by = 'deadline' in of || word.because === '' ? null : word.because;
    return [{ limit, from: word.at, by, reckoned: readingsOf(context, word.at, within, closes) }];
  });
}

/** The limit with which the clock ends; of two with one end the first, as the text has them. */
function countedFrom(
  context: Context,
  { opens }: Stage,
  { turn, opened }: Occasion,
  endings: readonly Ending[],
  due: Temporal.Instant,
): CountedFrom | null {
  const place = { zone: zoneOf(context), state: stateOf(context) };
  const found = endings.find(({ reckoned }) => reckoned.end.equals(due));
  if (found !== undefined) return { from: found.from, by: found.by, limit: found.limit, ...place };
  const begun = last(opened);
  if (turn === null || !('every' in opens) || begun === undefined || begun.at === null) return null;
  if (!endOf(context, begun.at, opens.every).equals(due)) return null;
  return { from: begun.at, by: begun.because === '' ? null : begun.because, limit: null, ...place };
}

/** The later end of the limit that the clock runs by, unless another limit comes before it. */
function otherReading(endings: readonly Ending[], due: Temporal.Instant): Obligation['otherReading'] {
  let first: { readonly at: Temporal.Instant; readonly because: OtherReading | null } | null = null;
  for (const { reckoned } of endings) {
    const { lenient, because } = reckoned;
    if (first === null || Temporal.Instant.compare(lenient, first.at) < 0) first = { at: lenient, because };
  }
  if (first === null || first.because === null || Temporal.Instant.compare(first.at, due) <= 0) return null;
  return { at: first.at, because: first.because };
}
