/** A clock in words and for programs: the same for page, API and command line. */

import { channelWords, countdownWords, READING_WORDS } from '#obligations/finder/finder-words.ts';
import { OBLIGATION_TEXTS as T } from '#obligations/obligation-texts.ts';
import { doubtOf, type HolidayDoubt } from '#obligations/regimes/holidays.ts';
import type { Regime, Stage } from '#obligations/regimes/regime.ts';
import { ageWords } from '#obligations/regimes/regime-age.ts';
import { plainSentence } from '#web/sentence.ts';
import { stateFor } from './engine.ts';
import type { Conflict, Obligation, ObligationState, UnknownText } from './obligation.ts';
import type { Reckoning } from './reckoning.ts';

export const STATE_WORDS: Readonly<Record<ObligationState, string>> = T.states;

/** The text a clock stands under; undefined for a promise of one's own. */
export function textOf({ regimes }: Reckoning, { regime, version }: Obligation): Regime | undefined {
  return regimes.version(regime, version);
}

export function stageOf(reckoning: Reckoning, obligation: Obligation): Stage | undefined {
  return textOf(reckoning, obligation)?.stages.find(({ id }) => id === obligation.stage);
}

/** "in 3 hours 20 minutes", "2 days ago"; undefined where nothing counts down. */
export function dueWords({ countdown, dueAt }: Obligation, now: Temporal.Instant): string | undefined {
  return countdown && dueAt !== null ? countdownWords(dueAt, now) : undefined;
}

/** What is said beside a due time whose days were counted by holidays in doubt; null beside any other. */
export function holidayDoubt(
  { holidays }: Pick<Reckoning, 'holidays'>,
  { countdown, countedBy }: Pick<Obligation, 'countdown' | 'countedBy'>,
): HolidayDoubt | null {
  return countdown && countedBy !== null ? doubtOf(holidays.of(countedBy.state)) : null;
}

/** When somebody last looked at the holidays by which its days were counted; undefined where none were. */
export function calendarOf(
  { holidays }: Pick<Reckoning, 'holidays'>,
  { countedBy }: Pick<Obligation, 'countedBy'>,
): string | undefined {
  return countedBy === null ? undefined : holidays.of(countedBy.state).checkedOn;
}

export type ClockReading = {
  readonly reckoning: Reckoning;
  readonly now: Temporal.Instant;
  readonly viewer: string | null;
};

/** What is said beside a clock by a program: its later reading, where to file, how old its text is. */
export function clockJson(obligation: Obligation, { reckoning, now, viewer }: ClockReading) {
  const stage = stageOf(reckoning, obligation);
  const text = textOf(reckoning, obligation);
  const doubt = holidayDoubt(reckoning, obligation);
  return {
    ...obligation,
    state: stateFor(obligation, now, viewer),
    due: dueWords(obligation, now) ?? null,
    laterBecause: obligation.otherReading === null ? null : READING_WORDS[obligation.otherReading.because],
    fileAt: text === undefined ? null : channelWords(text),
    age: ageWords([text?.checked_on, calendarOf(reckoning, obligation)], now),
    holidays: doubt?.note ?? null,
    title: text?.title ?? null,
    stageName: stage?.name ?? obligation.what,
    citation: stage?.citation ?? null,
    source: stage === undefined ? null : `/duties/regimes/${obligation.regime}#${obligation.stage}`,
  };
}

export const CONFLICT_WORDS: Readonly<Record<Conflict['code'], string>> = T.conflicts;

export function unknownTextWords({ regime, version, versionKnown }: UnknownText): string {
  return plainSentence(versionKnown ? T.unknownWords : T.unknownVersion, { version, regime });
}
