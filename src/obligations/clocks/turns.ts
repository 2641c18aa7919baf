/** The turns of a periodic duty: each begun by the one before, or running on by themselves. */

import type { Anchor, Period, Stage } from '#obligations/regimes/regime.ts';
import { current, isBefore, mapped, NEVER, type Timeline } from '#obligations/timeline.ts';
import { anchorTimeline, type ClocksOf } from './anchors.ts';
import { type Context, endOf, type Occasion, type Turn } from './clock-context.ts';
import { turnFilings } from './fulfilment.ts';

type Periodic = Extract<Anchor, { every: Period }>;

/** Turns that are known ahead of the last word of a case: time itself is no word, and nothing else tells of them. */
export const TURNS_AHEAD = 12;
/** Of a duty that runs for ages, the newest turns; those before were missed or met long ago. */
const MAX_TURNS = 512;

export function turnsOf(
  context: Context,
  stage: Stage,
  anchor: Periodic,
  clocksOf: ClocksOf,
): readonly Occasion[] {
  return anchor.runs === true ? running(context, anchor, clocksOf) : eachAfterTheLast(context, stage);
}

/** Each turn begins where the one before was met; the first with the declaration. */
function eachAfterTheLast(context: Context, stage: Stage): readonly Occasion[] {
  const begin = context.declaration ?? context.trigger;
  if (begin === null) return [];
  const filings = turnFilings(context, stage);
  const starts = [begin.recordedAt, ...filings.map(({ at }) => at)];
  return starts.map((at, position) => {
    const word = filings[position - 1] ?? begin;
    const opened: Timeline = [{ since: word.recordedAt, at, because: word.digest, reason: 'triggered' }];
    return { key: String(position + 1), opened, event: null, root: null, turn: position + 1 };
  });
}

/**
 * Turn after turn from one beginning, whatever was filed: all that began by the last word of the case, and some more.
 * The end of each is counted from the beginning, so that a month of 31 days does not shorten the months after it.
 */
function running(context: Context, { every, from, until }: Periodic, clocksOf: ClocksOf): readonly Occasion[] {
  const start = from === undefined ? ownBeginning(context) : anchorTimeline(context, null, from, clocksOf);
  const begun = current(start);
  const plain = { event: null, root: null };
  if (begun === null) return [{ ...plain, key: '1', opened: NEVER, turn: 1, ends: NEVER }];
  const stop = until === undefined ? null : current(anchorTimeline(context, null, until, clocksOf));
  const endAfter = (at: Temporal.Instant, turns: number) =>
    turns === 0 ? at : endOf(context, at, { ...every, value: every.value * turns });
  const occasions: Occasion[] = [];
  const series: Turn[] = [];
  for (let turn = 1, ahead = 0; ahead <= TURNS_AHEAD; turn += 1) {
    const [opens, ends] = [endAfter(begun, turn - 1), endAfter(begun, turn)];
    // The last instants there are have no turns after them.
    if ((stop !== null && isBefore(stop, ends)) || !isBefore(opens, ends)) break;
    if (isBefore(context.lastWord, opens)) ahead += 1;
    series.push({ opens, ends });
    occasions.push({
      ...plain,
      series,
      key: String(turn),
      opened: mapped(start, (at) => endAfter(at, turn - 1)),
      ends: mapped(start, (at) => endAfter(at, turn)),
      turn,
    });
    if (occasions.length > MAX_TURNS) occasions.shift();
  }
  return occasions;
}

function ownBeginning({ declaration, trigger }: Context): Timeline {
  const begin = declaration ?? trigger;
  if (begin === null) return NEVER;
  return [{ since: begin.recordedAt, at: begin.recordedAt, because: begin.digest, reason: 'triggered' }];
}
