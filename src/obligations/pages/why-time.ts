import { textOf } from '#obligations/clock-words.ts';
import type { RegimeAnswer, StageAnswer } from '#obligations/finder.ts';
import {
  beginningWords,
  limitWords,
  localWords,
  READING_WORDS,
  type StateNames,
} from '#obligations/finder-words.ts';
import type { Obligation } from '#obligations/obligation.ts';
import type { Reckoning } from '#obligations/reckoning.ts';
import type { Limit, Regime, Stage } from '#obligations/regime.ts';
import { type FreeDay, type Why, whyOf } from '#obligations/why.ts';
import { currentLanguage } from '#speaking';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { details } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { counted, plainSentence, sentence } from '#web/sentence.ts';
import { shortDigest } from '#web/value.ts';
import { TEXTS as D } from './duty-texts.ts';
import { stageName } from './regime-parts.ts';
import { TEXTS as T } from './why-texts.ts';

/** In the duty finder: from what was answered there. */
export function finderWhy(
  { regime, begins }: RegimeAnswer,
  { stage, why }: StageAnswer,
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
    ...endings(why),
    ...(beginning === null ? [] : [beginning]),
    lawLine(stage),
  ]);
}

export type WhyView = {
  readonly reckoning: Reckoning;
  readonly partyName: (party: string) => string;
};

/** On a case: from what somebody stated there, with the statement. */
export function clockWhy({ reckoning, partyName }: WhyView, one: Obligation): Markup | false {
  const regime = textOf(reckoning, one);
  const stage = regime?.stages.find(({ id }) => id === one.stage);
  if (regime === undefined || stage === undefined || !one.countdown || one.dueAt === null) return false;
  if (one.counted === null) {
    const named = one.history.at(-1)?.because ?? one.restsOn[0] ?? '';
    return folded([sentence(T.named, { statement: statementLink(named) }), lawLine(stage)]);
  }
  const { from, by, zone, state, limit: at } = one.counted;
  const limit = at === null ? turnOf(stage) : stage.limits[at];
  if (limit === undefined) return false;
  const holidays = reckoning.holidays.of(state);
  const why = whyOf(limit, from, { calendar: regime.calendar, zone, holidays });
  const source = by === null ? originOf(regime, limit) : statedLine(limit, said(partyName(one.bearer)), by);
  const beginning = beginningWords(regime, one.begins, plainWhen);
  return folded([
    ...counting(regime, stage, why, source),
    ...(why.days === null ? [] : [english(holidays.note)]),
    ...endings(why),
    ...(beginning === null ? [] : [beginning]),
    lawLine(stage),
  ]);
}

function folded(lines: readonly Content[]): Markup {
  return details(T.label, html`<ul class="plain">${lines.map((line) => html`<li>${line}</li>`)}</ul>`);
}

function turnOf({ opens }: Stage): Limit | undefined {
  return 'every' in opens ? { within: opens.every, of: opens } : undefined;
}

/** Which limit, from which instant, and who says so; then how hours or days were counted from there. */
function counting(regime: Regime, { limits }: Stage, why: Why, source: Content): readonly Content[] {
  // The closing hour has a line of its own.
  const { within, of } = why.limit;
  const words = limitWords({ limits: [{ within, of }] }, (id) => stageName(regime, id)).join('');
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

function endings({ closes, reckoned: { because, lenient }, zone }: Why): readonly Content[] {
  const closing =
    closes === null
      ? []
      : [plainSentence(T.closes, { time: closes.at, zone: closes.zone ?? zone, citation: closes.citation })];
  const later =
    because === null ? [] : [plainSentence(T.later, { reason: READING_WORDS[because], when: plainWhen(lenient) })];
  return [...closing, ...later];
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

function lawLine({ citation, confidence }: Stage): Markup {
  return sentence(T.law, { citation: english(citation), sureness: D.confidences[confidence] });
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
