import type { StateNames } from '#obligations/finder/finder-words.ts';
import { ASKS } from '#obligations/finder/finder-words.ts';
import type { FactCondition } from '#obligations/finder/verdict.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import type { HolidayDoubt } from '#obligations/regimes/holidays.ts';
import type { Condition, Confidence, Regime, Stage } from '#obligations/regimes/regime.ts';
import type { Sureness } from '#obligations/regimes/sureness.ts';
import { sureWords } from '#obligations/regimes/sureness-words.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { sectorLabel } from '#vocabulary/sectors.ts';
import { attributes, html, type Markup } from '#web/html.ts';
import { english } from '#web/parts/english.ts';
import { type TagLook, tag } from '#web/parts/marks.ts';
import { sentence } from '#web/sentence.ts';
import { valueWord } from '#web/value-words.ts';

const LOOKS: Readonly<Record<Regime['status'], TagLook>> = {
  'in-force': 'done',
  'partly-in-force': 'wait',
  'not-in-force': 'wrong',
  proposed: 'wait',
  voluntary: 'plain',
  'agreed-policy': 'plain',
  unconfirmed: 'wait',
};

/** Whether it binds; where that was not read again, the same tag says so. */
export function statusTag({ status, status_confidence }: Regime): Markup {
  const words = T.statuses[status];
  return status_confidence === 'R' && status !== 'unconfirmed'
    ? tag(`${words} · ${T.unconfirmed}`, 'wait')
    : tag(words, LOOKS[status]);
}

/** Stands wherever a text was not read again. */
export function unconfirmedMark({ confidence }: Pick<Stage, 'confidence'>): Markup | false {
  return confidence === 'R' && tag(T.unconfirmed, 'wait');
}

const SURE_LOOKS: Readonly<Record<Confidence, TagLook>> = { P: 'done', S: 'plain', R: 'wait' };

/** Beside a due time: how sure it is, in words and a look of its own. Nothing beside a promise. */
export function sureMark(sureness: Pick<Sureness, 'confidence'> | null): Markup | false {
  return sureness !== null && tag(sureWords(sureness), SURE_LOOKS[sureness.confidence]);
}

/** By whose holidays days were counted, where not all of them are known. */
export function holidayLine({ note }: HolidayDoubt): Markup {
  return html`<span class="soft">${sentence(T.incompleteHolidays, { note: english(note) })}</span>`;
}

export function jurisdictionName({ jurisdiction }: Regime, stateName: StateNames): string {
  return T.jurisdictions[jurisdiction as keyof typeof T.jurisdictions] ?? stateName(jurisdiction);
}

/** `Title <https://…>` as a link that leaves; anything else as it is. */
export function sourceLine(source: string): Markup {
  const match = /^(.*?)\s*<(https:\/\/[^\s<>]+)>$/u.exec(source);
  if (match === null) return html`${english(source)}`;
  return html`<a ${attributes({ href: match[2]!, rel: 'noreferrer external' })}>${english(match[1])}</a>`;
}

export function firstSource({ sources }: Regime): Markup {
  return sourceLine(sources[0] ?? '');
}

export function stageName({ stages }: Regime, id: string): string {
  return stages.find((stage) => stage.id === id)?.name ?? id;
}

export function stageAddress({ id }: Regime, stage: Stage): string {
  return `/duties/regimes/${id}#${stage.id}`;
}

/** A condition as nested lists of questions and the answers it takes. */
export function conditionList(condition: Condition, stateName: StateNames): Markup {
  if ('all' in condition) return nested(T.allOf, condition.all, stateName);
  if ('any' in condition) return nested(T.anyOf, condition.any, stateName);
  if ('not' in condition) return nested(T.noneOf, [condition.not], stateName);
  return html`${factLine(condition, stateName)}`;
}

function nested(label: string, parts: readonly Condition[], stateName: StateNames): Markup {
  return html`${label}<ul class="plain">${parts.map((part) => html`<li>${conditionList(part, stateName)}</li>`)}</ul>`;
}

function factLine(condition: FactCondition, stateName: StateNames): Markup {
  const ask = ASKS[condition.fact as FinderFact];
  if ('is' in condition) return html`${ask} <strong>${condition.is ? T.yes : T.no}</strong>`;
  const names = condition.in.map((name) => {
    if (condition.fact === 'sectors') return sectorLabel(name);
    if (condition.fact === 'size') return valueWord('size', name) ?? name;
    return /^[A-Z]{2}$/u.test(name) && name !== 'EU' ? stateName(name) : name;
  });
  return html`${ask} <strong>${listText(currentLanguage(), names)}</strong>`;
}
