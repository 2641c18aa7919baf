/**
 * The duty finder: from facts, which regimes apply, which may (and the fact that would decide), which do not (and
 * why); with moments given, by when. Pure; it proposes, and decides neither awareness nor significance.
 */

import { type Beginning, beginningOf } from '#obligations/regimes/begins.ts';
import { placeOf } from '#obligations/regimes/calendar.ts';
import { isBinding, type Known, type StageTime, stageTimes, usesHolidays } from '#obligations/regimes/due.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import type { StateGroups } from '#obligations/regimes/groups.ts';
import { doubtOf, type HolidayDoubt } from '#obligations/regimes/holidays.ts';
import type { Rulebook } from '#obligations/regimes/load-regimes.ts';
import type { Regime } from '#obligations/regimes/regime.ts';
import { type Why, whyOf } from '#obligations/regimes/why.ts';
import { decide, type FactCondition, type Facts } from './verdict.ts';

export type FinderQuestion = {
  readonly facts: Facts;
  readonly known: Known;
  /** IANA zone of whoever asks: its days count where a regime has no zone of its own. */
  readonly zone: string;
};

export type Applies = 'applies' | 'may-apply' | 'does-not-apply';

/** Why not: a condition of the regime and what was answered to it. */
export type Reason = { readonly condition: FactCondition; readonly wanted: boolean };

export type StageAnswer = StageTime & {
  readonly applies: Applies;
  /** Facts that would decide, where it may apply. */
  readonly missing: readonly FinderFact[];
  /** Null where no days were counted, or by holidays that are complete. */
  readonly holidays: HolidayDoubt | null;
  /** Why the clock ends when it does; null where there is none. */
  readonly why: Why | null;
};

export type RegimeAnswer = {
  readonly regime: Regime;
  readonly applies: Applies;
  /** False: shown so that nobody is misled, and without any clock. */
  readonly binding: boolean;
  readonly missing: readonly FinderFact[];
  readonly reasons: readonly Reason[];
  /** From when on it binds whoever asks, where the regime says so; `asks` is a question that decides. */
  readonly begins: Beginning | null;
  /** Empty where the regime does not apply; duties of authorities are left out, since nobody asks for those here. */
  readonly stages: readonly StageAnswer[];
};

const ORDER: readonly Applies[] = ['applies', 'may-apply', 'does-not-apply'];

/**
 * One answer for each regime: those that apply first, by their earliest end. Of the acts that carry out one directive,
 * the one of the state; while the state is not known, the directive alone is open.
 */
export function findDuties(
  question: FinderQuestion,
  { regimes, groups, holidays }: Rulebook,
): readonly RegimeAnswer[] {
  const { facts, known, zone } = question;
  const state = typeof facts.state === 'string' ? facts.state : null;
  return regimes.all
    .filter((regime) => regime.carries_out === undefined || regime.jurisdiction === state)
    .map((regime): RegimeAnswer => {
      const verdict = decide(regime.applies, facts, groups);
      const applies = wordFor(verdict.holds);
      const place = placeOf(
        { calendar: regime.calendar, zone: regime.time_zone ?? zone, jurisdiction: regime.jurisdiction, state },
        holidays,
      );
      const begins = beginningOf(regime, facts, place.zone);
      const doubt = place.holidays === undefined ? null : doubtOf(place.holidays);
      const times = applies === 'does-not-apply' ? [] : stageTimes(regime, known, place, begins);
      return {
        regime,
        applies,
        binding: isBinding(regime),
        missing: verdict.missing,
        begins: begins ?? null,
        reasons: verdict.holds === false ? verdict.because : [],
        stages: times
          .filter(({ stage }) => stage.bearer === 'declarer')
          .map(
            (time): StageAnswer => ({
              ...stageAnswer(time, facts, groups),
              holidays: usesHolidays(regime, time.stage) ? doubt : null,
              why: time.counted === null ? null : whyOf(time.counted.limit, time.counted.from, place),
            }),
          ),
      };
    })
    .toSorted(byUrgency);
}

function wordFor(holds: boolean | null): Applies {
  if (holds === null) return 'may-apply';
  return holds ? 'applies' : 'does-not-apply';
}

function stageAnswer(
  time: StageTime,
  facts: Facts,
  groups: StateGroups,
): StageTime & Pick<StageAnswer, 'applies' | 'missing'> {
  const { stage } = time;
  if (stage.only_if === undefined) return { ...time, applies: 'applies', missing: [] };
  const { holds, missing } = decide(stage.only_if, facts, groups);
  return { ...time, applies: wordFor(holds), missing };
}

function byUrgency(one: RegimeAnswer, other: RegimeAnswer): number {
  return (
    ORDER.indexOf(one.applies) - ORDER.indexOf(other.applies) ||
    Number(other.binding) - Number(one.binding) ||
    earliestOf(one) - earliestOf(other)
  );
}

function earliestOf({ stages }: RegimeAnswer): number {
  const ends = stages
    .filter(({ noClock, applies }) => noClock === null && applies !== 'does-not-apply')
    .map(({ due }) => due?.end.epochMilliseconds ?? Number.POSITIVE_INFINITY);
  return Math.min(Number.MAX_SAFE_INTEGER, ...ends);
}

/** The facts that would decide most, each once: what to ask next. */
export function openFacts(answers: readonly RegimeAnswer[]): readonly FinderFact[] {
  const counts = new Map<FinderFact, number>();
  for (const fact of answers.flatMap(asked)) counts.set(fact, (counts.get(fact) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([fact]) => fact);
}

/** A law that does not apply asks for no beginning. */
function asked({ missing, begins, applies, binding }: RegimeAnswer): readonly FinderFact[] {
  const begin = begins?.asks;
  if (begin === null || begin === undefined || applies === 'does-not-apply' || !binding) return missing;
  return [...missing, begin as FinderFact];
}
