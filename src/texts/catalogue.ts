import type { IntlMessageFormat } from 'intl-messageformat';
import { treeOf } from '#speaking';
import { formatFor, isolated } from './icu.ts';
import type { Language } from './languages.ts';
import type { TextNode } from './tree.ts';

/** What a place in a message takes. An instant is written in UTC by the format the message names. */
export type MessageValue = string | number | Temporal.Instant;
export type MessageValues = Readonly<Record<string, MessageValue>>;

const catalogues = new Map<string, Readonly<Record<string, string>>>();
const formats = new Map<string, IntlMessageFormat>();

/** The messages of a room in a language, each under its path, as `case.statuses.open`. */
export function catalogue(language: Language, room: string): Readonly<Record<string, string>> {
  const key = `${language} ${room}`;
  let known = catalogues.get(key);
  if (known === undefined) {
    known = Object.fromEntries(leaves(treeOf(language, room), ''));
    catalogues.set(key, known);
  }
  return known;
}

function leaves(node: TextNode, path: string): readonly (readonly [string, string])[] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

/**
 * A whole sentence in a language. `key` is the room, a dot, and the message's name there, as `reporting.title`. Values
 * stand in it letter for letter, as text and never as markup: whoever puts the sentence into a page escapes it there.
 * A missing message or value is a mistake of ours, so it is thrown.
 */
export function message(language: Language, key: string, values: MessageValues = {}): string {
  const written = formatOf(language, key).format(placed(language, values));
  return Array.isArray(written) ? written.join('') : String(written);
}

function formatOf(language: Language, key: string): IntlMessageFormat {
  const known = formats.get(`${language} ${key}`);
  if (known !== undefined) return known;
  const dot = key.indexOf('.');
  const text = catalogue(language, key.slice(0, dot))[key.slice(dot + 1)];
  if (text === undefined) throw new Error(`There is no message "${key}" in ${language}.`);
  const made = formatFor(language, text);
  formats.set(`${language} ${key}`, made);
  return made;
}

function placed(language: Language, values: MessageValues): Record<string, string | number | Date> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, isolated(language, value)];
      return [name, typeof value === 'number' ? value : new Date(value.epochMilliseconds)];
    }),
  );
}
