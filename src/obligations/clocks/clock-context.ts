/** One bearer under one text in one case: within it, stages look at one another. */

import { type Beginning, beginningOf } from '#obligations/regimes/begins.ts';
import type { Reckoned } from '#obligations/regimes/calendar.ts';
import type { Closes, Period, Regime, Stage } from '#obligations/regimes/regime.ts';
import type { Timeline } from '#obligations/timeline.ts';
import type { Declaration, MomentStated, Said } from './case-event.ts';
import type { CaseIndex } from './case-index.ts';
import { listed, PARTY } from './claim-reading.ts';
import type { Amended } from './corrections.ts';
import type { Obligation } from './obligation.ts';
import type { CountedIn, Reckoning, Standing } from './reckoning.ts';

/** An obligation with what its due time was held to be, and since when it counts as met. */
export type Clock = {
  readonly obligation: Obligation;
  readonly due: Timeline;
  readonly metSince: Temporal.Instant | null;
  /** What would have opened it came before the duties of the regime began. */
  readonly tooEarly: boolean;
};

/** One turn of a duty that runs on by itself. */
export type Turn = { readonly opens: Temporal.Instant; readonly ends: Temporal.Instant };

/** One time that a stage opens. Requests open it each time; an awareness opens it once, however often it is corrected. */
export type Occasion = {
  readonly key: string;
  readonly opened: Timeline;
  /** The statement that opened it, where one did. */
  readonly event: Said | null;
  /** The moment that opened it, where each new one opens it again. */
  readonly root: Amended<MomentStated> | null;
  /** Its place in a periodic duty, from 1. */
  readonly turn: number | null;
  /** When this turn ends, where its duty runs on by itself. */
  readonly ends?: Timeline;
  /** Every turn of that duty, this one among them. */
  readonly series?: readonly Turn[];
  /** It opened nothing, since it came before the duties of the regime began. */
  readonly tooEarly?: boolean;
};

export type Context = {
  readonly case: string;
  readonly index: CaseIndex;
  readonly reckoning: Reckoning;
  readonly standing: Standing;
  readonly regime: Regime;
  readonly bearer: string;
  /** What was declared, or what opened it by itself; one of the two. */
  readonly declaration: Declaration | null;
  readonly trigger: Said | null;
  /** The party spoken to, where the trigger is counted for each. */
  readonly to: string | null;
  /** Clocks of stages computed so far. A stage under way that is asked for again answers that it has none. */
  readonly clocks: Map<string, readonly Clock[]>;
  readonly moments: Map<string, Timeline>;
  /** Parties this bearer named as its authorities in this case. */
  readonly named: ReadonlySet<string>;
  /** When the last word of the case was recorded. */
  readonly lastWord: Temporal.Instant;
};

/** The end of a period by the calendar and zone that this context counts in. */
export function endOf(
  context: Context,
  from: Temporal.Instant,
  within: Period,
  closes?: Closes,
): Temporal.Instant {
  return context.reckoning.expiry(from, within, placeIn(context, closes));
}

/** The same end with its other readings. */
export function readingsOf(context: Context, from: Temporal.Instant, within: Period, closes?: Closes): Reckoned {
  return context.reckoning.readings(from, within, placeIn(context, closes));
}

function placeIn(context: Context, closes: Closes | undefined): CountedIn {
  return { calendar: context.regime.calendar, zone: zoneOf(context), state: stateOf(context), closes };
}

/** Where the days of this context are days. */
export function zoneOf({ regime, declaration }: Context): string {
  return regime.time_zone ?? declaration?.zone ?? 'UTC';
}

/** From when on the declarer owes anything; what others owe under the regime does not wait for its facts. */
export function beginningIn(context: Context): Beginning | undefined {
  const { regime, declaration } = context;
  return declaration === null ? undefined : beginningOf(regime, declaration.facts, zoneOf(context));
}

/** Whose holidays count: those of the law's own state, else of the bearer's; null where that is not known. */
export function stateOf({ regime, declaration, bearer, standing }: Context): string | null {
  if (isState(regime.jurisdiction)) return regime.jurisdiction;
  const declared = declaration?.facts.state;
  return typeof declared === 'string' ? declared : standing.territoryOf(bearer);
}

export function isState(jurisdiction: string): boolean {
  return /^[A-Z]{2}$/.test(jurisdiction) && jurisdiction !== 'EU' && jurisdiction !== 'UN';
}

export function stageOf(context: Context, id: string): Stage | undefined {
  return context.regime.stages.find((stage) => stage.id === id);
}

/** Parties that the claim names; whoever else stands in it is nobody here. */
export function partiesNamed({ values }: Said, claim: string | undefined): ReadonlySet<string> {
  const named = claim === undefined ? [] : listed(values.get(claim));
  return new Set(named.filter((one) => PARTY.test(one)));
}
