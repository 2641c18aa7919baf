/** When an anchor was, by all that has been said: the line of times that limits run from. */

import type { Anchor, Limit, Moment } from '#obligations/regimes/regime.ts';
import {
  bySince,
  earliest,
  last,
  later,
  mapped,
  merged,
  NEVER,
  type Step,
  same,
  type Timeline,
} from '#obligations/timeline.ts';
import type { MomentStated, Said } from './case-event.ts';
import { type CaseIndex, receiversOf } from './case-index.ts';
import { claimsWanted } from './claim-reading.ts';
import { type Clock, type Context, endOf, type Occasion } from './clock-context.ts';
import type { Amended } from './corrections.ts';

/** More words about one moment than this are a flood, not a correction; the earliest recorded count. */
const MAX_ROOTS = 256;

/** Asks for the clocks of another stage of the same context. */
export type ClocksOf = (context: Context, stage: string) => readonly Clock[];

export function anchorTimeline(
  context: Context,
  occasion: Occasion | null,
  anchor: Anchor,
  clocksOf: ClocksOf,
): Timeline {
  if ('moment' in anchor) {
    const root = occasion?.root;
    if (root?.words[0]?.event.moment === anchor.moment) return rootTimeline(context.index, root);
    return momentTimeline(context, anchor.moment);
  }
  if ('filed' in anchor) return filedTimeline(context, anchor.filed, clocksOf);
  if ('deadline' in anchor)
    return merged(
      clocksOf(context, anchor.deadline).map(({ due }) => due),
      earliest,
    );
  if ('said' in anchor) {
    const own = occasion?.event ?? context.trigger;
    const event = own?.type === anchor.said ? own : saidTo(context, anchor)[0];
    return event === undefined ? NEVER : saidTimeline(context, event, anchor.at);
  }
  return NEVER;
}

/** When a limit ends, by all that has been said. */
export function limitTimeline(
  context: Context,
  occasion: Occasion | null,
  limit: Limit,
  clocksOf: ClocksOf,
): Timeline {
  const from = anchorTimeline(context, occasion, limit.of, clocksOf);
  return mapped(from, (at) => endOf(context, at, limit.within, limit.closes));
}

/** What the bearer stated of this moment: for this regime where it did, else for all; the earliest that stands. */
function momentTimeline(context: Context, moment: Moment): Timeline {
  const known = context.moments.get(moment);
  if (known !== undefined) return known;
  const roots = rootsOf(context, moment);
  const own = roots.map((root) => root.words[0]!.event.regime !== null);
  const timeline = merged(
    roots.map((root) => rootTimeline(context.index, root)),
    (values) => earliest(values.filter((_, at) => own[at])) ?? earliest(values.filter((_, at) => !own[at])),
  );
  context.moments.set(moment, timeline);
  return timeline;
}

export function rootsOf({ index, bearer, regime }: Context, moment: Moment): readonly Amended<MomentStated>[] {
  return index
    .momentsOf(bearer, moment)
    .filter(({ words }) => words[0]!.event.regime === null || words[0]!.event.regime === regime.id)
    .slice(0, MAX_ROOTS);
}

/** One moment through its corrections; taking one of the words back leaves what was said before it. */
export function rootTimeline(index: CaseIndex, { words }: Amended<MomentStated>): Timeline {
  const turns = words.flatMap(({ event, since }, position) => {
    const said = { since, position, because: event.digest, stands: true };
    const taken = index.withdrawalOf(event);
    if (taken === undefined) return [said];
    return [said, { since: later(since, taken.recordedAt), position, because: taken.digest, stands: false }];
  });
  turns.sort((one, other) => Temporal.Instant.compare(one.since, other.since) || one.position - other.position);
  const standing = words.map(() => false);
  const steps: Step[] = [];
  for (const { since, position, because, stands } of turns) {
    standing[position] = stands;
    const holding = standing.lastIndexOf(true);
    const at = holding === -1 ? null : words[holding]!.event.at;
    if (steps.length > 0 && same(last(steps)!.at, at)) continue;
    steps.push({ since, at, because, reason: steps.length === 0 ? 'triggered' : 'corrected' });
  }
  return steps;
}

/** A stage met by filing again moves what follows; another is counted from when it was first met. */
function filedTimeline(context: Context, stage: string, clocksOf: ClocksOf): Timeline {
  const { index, bearer, regime } = context;
  const spec = regime.stages.find(({ id }) => id === stage);
  const filings = index.filingsOf(bearer, regime.id, stage);
  if (spec?.repeats === true && filings.length > 0) {
    const steps = filings.map(
      (filing): Step => ({
        since: filing.recordedAt,
        at: filing.at,
        because: filing.digest,
        reason: 'triggered',
      }),
    );
    return steps.sort(bySince);
  }
  const met = clocksOf(context, stage).flatMap(({ obligation, metSince }): Step[] =>
    obligation.metAt === null || metSince === null
      ? []
      : [{ since: metSince, at: obligation.metAt, because: obligation.metBy ?? '', reason: 'triggered' }],
  );
  return merged(
    met.sort(bySince).map((step) => [step]),
    earliest,
  );
}

type SaidAnchor = Extract<Anchor, { said: string }>;

/** Statements of the anchor's type that concern the bearer. */
export function saidTo(context: Context, anchor: SaidAnchor, stage?: string): readonly Said[] {
  const { bearer, regime } = context;
  return context.index.saidOf(anchor.said).filter((event) => {
    if (!fits(event, anchor) || !asksFor(event, regime.id, stage)) return false;
    const receivers = receiversOf(context.index, event);
    return receivers.size === 0 || receivers.has(bearer) || event.by === bearer;
  });
}

/** A request names the regime and stage that it asks for, and opens no other. */
export function asksFor(event: Said, regime: string, stage: string | undefined): boolean {
  if (event.type !== 'report-request') return true;
  if (event.values.get('regime') !== regime) return false;
  return stage === undefined || event.values.get('stage') === stage;
}

export function fits(event: Said, anchor: SaidAnchor): boolean {
  return claimsWanted(anchor).every(({ claim, is }) => {
    const value = event.values.get(claim);
    return value === is || (Array.isArray(value) && value.includes(is));
  });
}

/** When it was recorded, or reached the bearer: its receipt says so, else its arrival here where it came from elsewhere. */
export function saidTimeline(context: Context, event: Said, at: 'recorded' | 'received'): Timeline {
  const step = (time: Temporal.Instant, since: Temporal.Instant, because: string): Timeline => [
    { since, at: time, because, reason: 'triggered' },
  ];
  if (at === 'recorded' || event.by === context.bearer) {
    return step(event.recordedAt, event.recordedAt, event.digest);
  }
  const givers = new Set([event.by, ...context.index.releasesOf(event.digest).map(({ by }) => by)]);
  const receipts = context.index
    .receiptsOf(event.digest)
    .filter((one) => one.party === context.bearer && (one.by === one.party || givers.has(one.by)));
  const first = earliest(receipts.map((one) => one.at));
  const receipt = receipts.find((one) => one.at === first);
  if (receipt !== undefined) return step(receipt.at, receipt.recordedAt, receipt.digest);
  return event.foreign ? step(event.receivedAt, event.recordedAt, event.digest) : NEVER;
}
