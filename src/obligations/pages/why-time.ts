import { holidayDoubt, textOf } from '#obligations/clocks/clock-words.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { RegimeAnswer, StageAnswer } from '#obligations/finder/finder.ts';
import {
  beginningWords,
  localWords,
  periodWords,
  type StateNames,
  turnWords,
} from '#obligations/finder/finder-words.ts';
import { isRunning } from '#obligations/regimes/due.ts';
import { stageName } from '#obligations/regimes/pages/regime-parts.ts';
import type { Limit, Regime, Stage } from '#obligations/regimes/regime.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import { type FreeDay, type Why, whyOf } from '#obligations/regimes/why.ts';
import { currentLanguage } from '#speaking';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { details } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { shortDigest } from '#web/value.ts';
import { DUTY_TEXTS as D } from './duty-texts.ts';
import { WHY_TEXTS as T } from './why-texts.ts';

/** In the duty finder: from what was answered there. */
export function finderWhy(
  { regime, begins }: RegimeAnswer,
  { stage, why, sureness }: StageAnswer,
  { zone, stateName }: { readonly zone: string; readonly stateName: StateNames },
): Markup | false {
  if (why === null) return false;
  const state =
    /^[A-Z]{2}$/u.test(regime.jurisdiction) && regime.jurisdiction !== 'EU' ? regime.jurisdiction : null;
  const beginning = beginningWords(regime, begins, (at) => localWords(at, regime.time_zone ?? zone));
  const holidays =
    why.days === null || state === null ? [] : [plainSentence(T.holidaysOf, { state: stateName(state) })];
  return folded([
    ...counting(regime, stage, why, 'moment' in why.limit.of ? T.answered : originOf(regime, why.limit)),
    ...holidays,
    ...closing(why),
    ...(beginning === null ? [] : [beginning]),
    sentence(T.law, { citation: english(stage.citation), sureness: sureLine(sureness) }),
  ]);
}

export type WhyView = {
  readonly reckoning: Reckoning;
  readonly partyName: (party: string) => string;
};

/** On a case: from what somebody stated there, with the statement. Law, sureness and later reading stand beside it. */
export function clockWhy({ reckoning, partyName }: WhyView, one: Obligation): Markup | false {
  const regime = textOf(reckoning, one);
  const stage = regime?.stages.find(({ id }) => id === one.stage);
  if (regime === undefined || stage === undefined || !one.countdown || one.dueAt === null) return false;
  if (one.counted === null) {
    const named = one.history.at(-1)?.because ?? one.restsOn[0] ?? '';
    return folded([sentence(T.named, { statement: statementLink(named) })]);
  }
  const { from, by, zone, state, limit: at, turn } = one.counted;
  const limit = at === null ? turnOf(stage, turn ?? 1) : stage.limits[at];
  if (limit === undefined) return false;
  const holidays = reckoning.holidays.of(state);
  const why = whyOf(limit, from, { calendar: regime.calendar, zone, holidays });
  const source = by === null ? originOf(regime, limit) : statedLine(limit, said(partyName(one.bearer)), by);
  const beginning = beginningWords(regime, one.begins, plainWhen);
  // Where some of the holidays are in doubt, their note stands beside the time itself.
  const isTold = why.days !== null && holidayDoubt(reckoning, one) === null;
  return folded([
    ...turnLines(stage, turn),
    ...counting(regime, stage, why, source),
    ...(isTold ? [english(holidays.note)] : []),
    ...closing(why),
    ...(beginning === null ? [] : [beginning]),
  ]);
}

function folded(lines: readonly Content[]): Markup {
  return details(T.label, html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`);
}

/** What runs on by itself is counted from its beginning, turn by turn; any other turn from the last. */
function turnOf(stage: Stage, turn: number): Limit | undefined {
  const { opens } = stage;
  if (!('every' in opens)) return undefined;
  const { every, from } = opens;
  const value = every.value * (isRunning(stage) ? turn : 1);
  return { within: { ...every, value }, of: from ?? opens };
}

function turnLines(stage: Stage, turn: number | null): readonly string[] {
  const limit = turnWords(stage);
  return turn === null || limit === null ? [] : [plainSentence(T.turn, { turn, limit })];
}

/** Which limit, from which instant, and who says so; then how hours or days were counted from there. */
function counting(regime: Regime, { limits }: Stage, why: Why, source: Content): readonly Content[] {
  // The closing hour has a line of its own.
  const words = periodWords(why.limit, (id) => stageName(regime, id));
  const limit =
    limits.length > 1
      ? plainSentence(T.firstOf, { count: limits.length, limit: words })
      : plainSentence(T.limit, { limit: words });
  return [
    limit,
    html`${sentence(T.from, { when: when(why.from) })}${why.zone !== 'UTC' && html` <span class="soft">${plainSentence(D.local, { local: localWords(why.from, why.zone), zone: why.zone })}</span>`}${source !== false && html`<br>${source}`}`,
    ...dayLines(why),
  ];
}

function dayLines({ days, zone }: Why): readonly Content[] {
  if (days === null) return [T.hours];
  const { first, last, skipped, moved, stretched } = days;
  return [
    plainSentence(T.days, { first: dayWords(first), last: dayWords(last), zone }),
    ...(skipped.length === 0 ? [] : [html`${T.skipped} ${skippedList(skipped)}`]),
    ...(moved.length === 0 ? [] : [html`${T.moved} ${freeList(moved)}`]),
    ...(stretched ? [T.stretched] : []),
  ];
}

/** Weekends by their number, since a month has many; holidays one by one. */
function skippedList(days: readonly FreeDay[]): Markup {
  const named = days.filter(({ name }) => name !== null);
  const weekends = days.length - named.length;
  const line = weekends > 0 && html`<li>${counted(T.weekends, weekends)}</li>`;
  return html`<ul class="plain">${line}${named.map(freeDay)}</ul>`;
}

function freeList(days: readonly FreeDay[]): Markup {
  return html`<ul class="plain">${days.map(freeDay)}</ul>`;
}

function freeDay({ day, name }: FreeDay): Markup {
  const date = dayWords(day);
  return html`<li>${name === null ? plainSentence(T.weekend, { day: date }) : sentence(T.holiday, { day: date, name: said(name) })}</li>`;
}

function closing({ closes, zone }: Why): readonly string[] {
  if (closes === null) return [];
  return [plainSentence(T.closes, { time: closes.at, zone: closes.zone ?? zone, citation: closes.citation })];
}

/** A limit that hangs on another stage says which. */
function originOf(regime: Regime, { of }: Limit): Content {
  return 'deadline' in of && sentence(T.follows, { stage: english(stageName(regime, of.deadline)) });
}

function statedLine({ of }: Limit, party: Markup, digest: string): Markup {
  const statement = statementLink(digest);
  if ('moment' in of) return sentence(T.stated, { party, statement });
  if ('filed' in of) return sentence(T.filed, { party, statement });
  return sentence(T.arrived, { statement });
}

function statementLink(digest: string): Markup {
  return html`<a class="hash" href="/statements/${digest}">${shortDigest(digest)}</a>`;
}

/** A day with its weekday, since weekends decide. */
function dayWords(day: Temporal.PlainDate): string {
  const { locale } = LANGUAGE_FACTS[currentLanguage()];
  const format = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    timeZone: 'UTC',
  });
  return format.format(new Date(`${day.toString()}T00:00:00Z`));
}
