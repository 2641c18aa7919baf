/** The answers of the duty finder in words and as JSON: page, interface for programs and command line say the same. */
import { sectorLabel } from '#incidents/taxonomy/sectors.ts';
import type { Reason, RegimeAnswer, StageAnswer } from './finder.ts';
import { FINDER_FACTS, type FinderFact } from './finder-facts.ts';
import type { Period, Stage } from './regime.ts';
import type { Facts } from './verdict.ts';

/** Names of states in the reader's language, and those of an exercise. */
export type StateNames = (code: string) => string;

const ANSWERS: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };

export const NO_CLOCK_WORDS = {
  'not-in-force': 'Not in force: nobody owes this now, and no clock runs.',
  unconfirmed: 'UNCONFIRMED: its text was not read again, so that no countdown is shown.',
  'no-time-named': 'The text names no hours, so that no clock runs.',
  'not-opened': 'No time yet: what it is counted from is not known.',
  'stands-aside': 'Another stage of this regime takes its place here.',
} as const;

const UNITS: Readonly<Record<Period['unit'], readonly [string, string]>> = {
  hour: ['hour', 'hours'],
  'calendar-day': ['day', 'days'],
  'business-day': ['business day', 'business days'],
  'calendar-month': ['calendar month', 'calendar months'],
};

export const MOMENT_WORDS: Readonly<Record<string, string>> = {
  awareness: 'you became aware',
  noticing: 'you noticed it or were told of it',
  discovery: 'you discovered it',
  detection: 'you detected it',
  'reasonable-belief': 'you had reason to believe that it occurred',
  classification: 'you classified it',
  determination: 'you determined that the test of the law is met',
  'corrective-measure-available': 'a correction is available',
  'payment-made': 'the ransom was paid',
  'oral-report': 'you reported by word of mouth',
  'new-information': 'something new became known',
  handled: 'the incident was handled',
  'still-being-handled': 'you stated that it is still being handled',
  'delay-foreseen': 'you foresaw that a limit will be missed',
  request: 'the authority asked',
};

/** Why a regime does not apply: the question, what was answered, and what it would take. */
export function reasonWords({ condition, wanted }: Reason, facts: Facts, stateName: StateNames): string {
  const { ask } = FINDER_FACTS[condition.fact as FinderFact];
  const answered = answerWords(condition.fact as FinderFact, facts, stateName);
  if ('is' in condition) return `${ask} You answered ${answered}.`;
  const names = condition.in.map((name) => nameOf(condition.fact, name, stateName)).join(', ');
  return wanted
    ? `${ask} You answered ${answered}; it is about ${names}.`
    : `${ask} You answered ${answered}; it is not about ${names}.`;
}

export function answerWords(fact: FinderFact, facts: Facts, stateName: StateNames): string {
  const value = facts[fact];
  if (value === undefined || value === null) return 'not known yet';
  const list = typeof value === 'string' ? [value] : typeof value === 'boolean' ? [] : value;
  return typeof value === 'boolean'
    ? (ANSWERS[String(value)] ?? '')
    : list.map((one) => nameOf(fact, one, stateName)).join(', ');
}

/** Groups keep their short names: EU, EEA, OSCE. */
function nameOf(fact: string, value: string, stateName: StateNames): string {
  if (fact === 'sectors') return sectorLabel(value);
  return /^[A-Z]{2}$/u.test(value) && value !== 'EU' ? stateName(value) : value;
}

/** "24 hours after you became aware", for each limit of a stage. */
export function limitWords({ limits }: Stage, nameOfStage: (id: string) => string): readonly string[] {
  return limits.map(({ within: { value, unit }, of }) => {
    const [one, many] = UNITS[unit];
    const period = `${value} ${value === 1 ? one : many}`;
    if ('moment' in of) return `${period} after ${MOMENT_WORDS[of.moment] ?? of.moment}`;
    if ('filed' in of) return `${period} after “${nameOfStage(of.filed)}” was filed`;
    if ('deadline' in of) {
      const end = `the limit of “${nameOfStage(of.deadline)}”`;
      return value === 0 ? `by ${end}` : `${period} after ${end}`;
    }
    if ('said' in of) return `${period} after it arrived`;
    return `${period} after the last time`;
  });
}

/** An instant in its own zone, as "Thu 6 Aug 2026, 23:59". */
export function localWords(at: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = local.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${two(local.hour)}:${two(local.minute)}`;
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
  const parts =
    days > 0
      ? [part(days, 'day'), part(hours % DAY_HOURS, 'hour')]
      : [part(hours, 'hour'), part(minutes % HOUR_MINUTES, 'minute')];
  const text = parts.filter((one) => one !== '').join(' ') || 'less than a minute';
  return distance >= 0 ? `in ${text}` : `${text} ago`;
}

function part(count: number, unit: string): string {
  if (count === 0) return '';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
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
    statusNote: regime.status_note ?? null,
    confidence: regime.confidence,
    checkedOn: regime.checked_on,
    sources: regime.sources,
    applies: answer.applies,
    binding: answer.binding,
    questions: questionsFor(answer.missing),
    reasons: answer.reasons.map((reason) => reasonWords(reason, facts, stateName)),
    stages: answer.stages.map((stage) => stageJson(stage, answer, zone)),
  };
}

export function questionsFor(missing: readonly FinderFact[]) {
  return missing.map((fact) => ({ fact, ask: FINDER_FACTS[fact].ask }));
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
    noCountdown: noClock === null ? null : { code: noClock, sentence: NO_CLOCK_WORDS[noClock] },
    holidays: counts ? answer.holidaysIncomplete : null,
    note: stage.note ?? null,
  };
}
