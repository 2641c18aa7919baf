import { claimValue, type Names } from '#site/claim-value.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { html, type Markup, said } from '#web/html.ts';
import { when } from '#web/parts/when.ts';
import { valueWord } from '#web/value-words.ts';
import { COOPERATION_TEXTS, WORDS_OF } from './texts.ts';

const PARTIES = new Set(['to', 'with_party', 'host', 'sender', 'lead']);
const STATES = new Set(['to_state', 'about_state']);
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** The word for a value of a closed list; undefined for anything else. */
export function wordFor(claim: string, value: string): string | undefined {
  const list: Readonly<Record<string, string>> | undefined =
    COOPERATION_TEXTS.values[WORDS_OF[claim] ?? (claim as keyof typeof COOPERATION_TEXTS.values)];
  return list !== undefined && Object.hasOwn(list, value) ? list[value] : undefined;
}

/** What a claim of this room's types asks for, where its label does not say it all. */
export function helpFor(type: string, claim: string): string | undefined {
  const own: Readonly<Record<string, Readonly<Record<string, string>>>> = COOPERATION_TEXTS.ownHelps;
  const helps: Readonly<Record<string, string>> = COOPERATION_TEXTS.helps;
  return own[type]?.[claim] ?? helps[claim];
}

/** A claim's value in the words of this room; what other rooms' types say stays theirs. */
export function cooperationValue(
  name: string,
  value: JsonValue,
  type: StatementType | undefined,
  names: Names,
): Markup {
  if (typeof value === 'string') {
    const word = wordFor(name, value);
    if (word !== undefined) return html`${word}`;
    if (PARTIES.has(name)) return said(names.party(value));
    if (STATES.has(name)) return html`${names.state(value)}`;
    if (INSTANT.test(value)) return instantValue(value);
  }
  if (typeof value === 'boolean') return html`${value ? COOPERATION_TEXTS.form.yes : COOPERATION_TEXTS.form.no}`;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
    return html`<ul class="bare">${value.map((item) => html`<li>${listed(name, item, names)}</li>`)}</ul>`;
  }
  return claimValue(name, value, type, names);
}

function listed(name: string, item: string, names: Names): Markup {
  if (name === 'members') return said(names.party(item));
  return said(wordFor(name, item) ?? valueWord(name, item) ?? item);
}

function instantValue(text: string): Markup {
  const at = instantFrom(text);
  return at === undefined ? said(text) : when(at);
}
