/** The answers of the duty finder in words and as JSON: page, interface for programs and command line say the same. */

import { OBLIGATION_TEXTS as T } from '#obligations/obligation-texts.ts';
import type { Beginning } from '#obligations/regimes/begins.ts';
import type { OtherReading } from '#obligations/regimes/calendar.ts';
import { isRunning } from '#obligations/regimes/due.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import type { Limit, Regime, Stage } from '#obligations/regimes/regime.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { counted, plainSentence } from '#web/sentence.ts';
import { valueWord } from '#web/value-words.ts';
import type { Reason, RegimeAnswer, StageAnswer } from './finder.ts';
import type { Facts } from './verdict.ts';

/** Names of states in the reader's language, and those of an exercise. */
export type StateNames = (code: string) => string;

export const NO_CLOCK_WORDS = T.noClock;

export const MOMENT_WORDS: Readonly<Record<string, string>> = T.moments;
/** What the finder asks for each fact. */
export const ASKS: Readonly<Record<FinderFact, string>> = T.asks;

/** Why a regime does not apply: the question, what was answered, and what it would take. */
export function reasonWords({ condition, wanted }: Reason, facts: Facts, stateName: StateNames): string {
  const ask = ASKS[condition.fact as FinderFact];
  const answer = answerWords(condition.fact as FinderFact, facts, stateName);
  if ('is' in condition) return plainSentence(T.reason.is, { ask, answer });
  const names = listText(
    currentLanguage(),
    condition.in.map((name) => nameOf(condition.fact, name, stateName)),
  );
  return plainSentence(wanted ? T.reason.wanted : T.reason.unwanted, { ask, answer, names });
}

export function answerWords(fact: FinderFact, facts: Facts, stateName: StateNames): string {
  const value = facts[fact];
  if (value === undefined || value === null) return T.notKnown;
  const list = typeof value === 'string' ? [value] : typeof value === 'boolean' ? [] : value;
  return typeof value === 'boolean'
    ? value
      ? T.yes
      : T.no
    : listText(
        currentLanguage(),
        list.map((one) => nameOf(fact, one, stateName)),
      );
}

/** Groups keep their short names: EU, EEA, OSCE. */
function nameOf(fact: string, value: string, stateName: StateNames): string {
  if (fact === 'sectors') return sectorLabel(value);
  if (fact === 'size') return valueWord('size', value) ?? value;
  return /^[A-Z]{2}$/u.test(value) && value !== 'EU' ? stateName(value) : value;
}

type NameOfStage = (id: string) => string;

/** What a stage says of time: each limit, when its receiver closes, and how often it comes round. */
export function limitWords({ limits, opens }: Stage, nameOfStage: NameOfStage): readonly string[] {
  const words = limits.map((one) => {
    const limit = periodWords(one, nameOfStage);
    const { closes } = one;
    if (closes === undefined) return limit;
    const closing = closes.on === 'extended-day' ? T.limits.closesMoved : T.limits.closes;
    const { at: time, zone = T.limits.localTime, citation } = closes;
    return plainSentence(closing, { limit, time, zone, citation });
  });
  const turns = turnWords({ opens });
  return turns === null ? words : [...words, turns];
}

/** "24 hours after you became aware"; when the receiver closes is left out. */
export function periodWords({ within, of }: Limit, nameOfStage: NameOfStage): string {
  const { value, unit } = within;
  const period = counted(T.periods[unit], value);
  if ('moment' in of)
    return plainSentence(T.limits.moment, { period, moment: MOMENT_WORDS[of.moment] ?? of.moment });
  if ('filed' in of) return plainSentence(T.limits.filed, { period, stage: nameOfStage(of.filed) });
  if ('deadline' in of) {
    const stage = nameOfStage(of.deadline);
    return value === 0
      ? plainSentence(T.limits.by, { stage })
      : plainSentence(T.limits.deadline, { period, stage });
  }
  return plainSentence('said' in of ? T.limits.said : T.limits.last, { period });
}

/** "every calendar month, whether or not the last was made"; null of what does not run on by itself. */
export function turnWords({ opens }: Pick<Stage, 'opens'>): string | null {
  if (!('every' in opens) || !isRunning({ opens })) return null;
  const { value, unit } = opens.every;
  return plainSentence(T.limits.every, { period: counted(T.periods[unit], value) });
}

/** Why an end can be read later than the clock shows it. */
export const READING_WORDS: Readonly<Record<OtherReading, string>> = T.readings;

/** From when on a regime binds, as its text has it: a day, or a period after one that is asked. */
export function beginsWords({ begins }: Pick<Regime, 'begins'>): readonly string[] {
  if (begins === undefined) return [];
  const { on: day, fact, plus } = begins;
  const ask = fact === undefined ? '' : ASKS[fact as FinderFact];
  return [
    ...(day === undefined ? [] : [plainSentence(T.begins.day, { day })]),
    ...(fact === undefined
      ? []
      : [
          plus === undefined
            ? plainSentence(T.begins.fact, { ask })
            : plainSentence(T.begins.plus, { period: counted(T.periods[plus.unit], plus.value), ask }),
        ]),
  ];
}

/** From when on it binds whoever asks, or the question that decides; null where the regime says nothing of it. */
export function beginningWords(
  { begins: text }: Pick<Regime, 'begins'>,
  begins: Beginning | null,
  when: (at: Temporal.Instant) => string,
): string | null {
  if (begins === null || text === undefined) return null;
  const { citation } = text;
  if (begins.at !== null) return plainSentence(T.begins.on, { when: when(begins.at), citation });
  return plainSentence(T.begins.ask, { ask: ASKS[begins.asks as FinderFact], citation });
}

/** Where a report is filed and in which languages; null where no place is known. */
export function channelWords({ file_at: channel }: Pick<Regime, 'file_at'>): string | null {
  if (channel === undefined) return null;
  const portal = plainSentence(T.fileAt, { portal: channel.name });
  if (channel.languages === undefined) return portal;
  const named = new Intl.DisplayNames(LANGUAGE_FACTS[currentLanguage()].locale, { type: 'language' });
  const languages = listText(
    currentLanguage(),
    channel.languages.map((code) => named.of(code) ?? code),
  );
  return `${portal} ${plainSentence(T.languages, { languages })}`;
}

const LOCAL = {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const satisfies Intl.DateTimeFormatOptions;

/** An instant in its own zone, as "Thu, 6 Aug 2026, 23:59". */
export function localWords(at: Temporal.Instant, zone: string): string {
  const { locale } = LANGUAGE_FACTS[currentLanguage()];
  return new Intl.DateTimeFormat(locale, { ...LOCAL, timeZone: zone }).format(new Date(at.epochMilliseconds));
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

/** "in 2 days 3 hours", "in 40 minutes", "5 hours ago". */
export function countdownWords(due: Temporal.Instant, now: Temporal.Instant): string {
  const distance = due.epochMilliseconds - now.epochMilliseconds;
  const minutes = Math.floor(Math.abs(distance) / MINUTE_MS);
  const hours = Math.floor(minutes / HOUR_MINUTES);
  const days = Math.floor(hours / DAY_HOURS);
  const words = T.countdown[sizeOf(days, hours % DAY_HOURS, minutes % HOUR_MINUTES)];
  const figures = { days, hours: hours % DAY_HOURS, minutes: minutes % HOUR_MINUTES };
  return plainSentence(distance >= 0 ? words.in : words.ago, figures);
}

/** Two units at most, the larger first, and none that is nought. */
function sizeOf(days: number, hours: number, minutes: number): keyof typeof T.countdown {
  if (days > 0) return hours > 0 ? 'daysHours' : 'days';
  if (hours > 0) return minutes > 0 ? 'hoursMinutes' : 'hours';
  return minutes > 0 ? 'minutes' : 'none';
}

export type AnswerOptions = { readonly facts: Facts; readonly zone: string; readonly stateName: StateNames };

/** An answer for programs; the sentences are the same that people read. */
export function answerJson(answer: RegimeAnswer, { facts, zone, stateName }: AnswerOptions) {
  const { regime } = answer;
  return {
    regime: regime.id,
    version: regime.version,
    title: regime.title,
    instrument: regime.instrument,
    jurisdiction: regime.jurisdiction,
    kind: regime.kind,
    status: regime.status,
    statusConfidence: regime.status_confidence,
    statusNote: regime.status_note ?? null,
    confidence: regime.confidence,
    checkedOn: regime.checked_on,
    sources: regime.sources,
    applies: answer.applies,
    binding: answer.binding,
    computed: regime.computed !== false,
    bindsFrom: answer.begins?.at?.toString() ?? null,
    begins: beginningWords(regime, answer.begins, (at) => localWords(at, regime.time_zone ?? zone)),
    fileAt: channelWords(regime),
    questions: questionsFor(answer.missing),
    reasons: answer.reasons.map((reason) => reasonWords(reason, facts, stateName)),
    stages: answer.stages.map((stage) => stageJson(stage, answer, zone)),
  };
}

export function questionsFor(missing: readonly FinderFact[]) {
  return missing.map((fact) => ({ fact, ask: ASKS[fact] }));
}

function stageJson(answer: StageAnswer, { regime }: RegimeAnswer, zone: string) {
  const { stage, due, noClock } = answer;
  const counts = noClock === null && due !== null;
  const localZone = regime.time_zone ?? zone;
  return {
    stage: stage.id,
    name: stage.name,
    citation: stage.citation,
    confidence: stage.confidence,
    applies: answer.applies,
    questions: questionsFor(answer.missing),
    addressees: stage.addressees.map(({ role, name }) => ({ role, name })),
    within: limitWords(stage, (id) => regime.stages.find((one) => one.id === id)?.name ?? id),
    qualifier: stage.qualifier ?? null,
    countdown: counts,
    dueAt: counts ? due.end.toString() : null,
    dueLocal: counts ? `${localWords(due.end, localZone)} (${localZone})` : null,
    beforeExtension: counts && !due.unextended.equals(due.end) ? due.unextended.toString() : null,
    lenientEnd: counts && !due.lenient.equals(due.end) ? due.lenient.toString() : null,
    lenientBecause: counts && due.because !== null ? READING_WORDS[due.because] : null,
    noCountdown: noClock === null ? null : { code: noClock, sentence: NO_CLOCK_WORDS[noClock] },
    holidays: counts ? (answer.holidays?.note ?? null) : null,
    sureness: answer.sureness,
    note: stage.note ?? null,
  };
}
