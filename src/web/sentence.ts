import type { IntlMessageFormat } from 'intl-messageformat';
import { currentLanguage } from '#speaking';
import { formatFor, isolated, numberText, reckonedPlaces } from '#texts/icu.ts';
import type { Language } from '#texts/languages.ts';
import { type Content, html, type Markup } from './html.ts';

type Read = { readonly format: IntlMessageFormat; readonly reckoned: ReadonlySet<string> };
/** A value that the message only writes down; the library hands it back as it is. */
type Held = { readonly held: Content };

/**
 * A whole sentence of a catalogue with its places filled: `{name}` takes markup or text, and a count chooses the form
 * (ICU messages). Sentences are never put together from fragments, because the order of words differs between languages.
 */
export function sentence(text: string, values: Readonly<Record<string, Content>> = {}): Markup {
  if (!/[{']/.test(text)) return html`${text}`;
  const language = currentLanguage();
  return html`${partsOf(language, text, values).map((part) => contentOf(language, part))}`;
}

/** The same as plain text, for titles and attributes. */
export function plainSentence(text: string, values: Readonly<Record<string, string | number>>): string {
  if (!/[{']/.test(text)) return text;
  const language = currentLanguage();
  return partsOf(language, text, values)
    .map((part) => String(contentOf(language, part)))
    .join('');
}

/** A text whose form follows a count; languages differ in how many forms they need (CLDR plural categories). */
export function counted(text: string, count: number): string {
  return plainSentence(text, { count });
}

/** Texts of a catalogue are few and used often: each is read once. */
const read = new Map<string, Read>();

function partsOf(
  language: Language,
  text: string,
  values: Readonly<Record<string, Content>>,
): readonly (string | Held)[] {
  const key = `${language} ${text}`;
  let known = read.get(key);
  if (known === undefined) {
    const format = formatFor(language, text);
    known = { format, reckoned: reckonedPlaces(format.getAst()) };
    read.set(key, known);
  }
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    given[name] = known.reckoned.has(name) ? value : ({ held: value } satisfies Held);
  }
  return known.format.formatToParts(given as never).map(({ value }) => value as unknown as string | Held);
}

function contentOf(language: Language, part: string | Held): Content {
  if (typeof part === 'string') return part;
  const { held } = part;
  if (typeof held === 'number' || typeof held === 'bigint') return numberText(language, held);
  return typeof held === 'string' ? isolated(language, held) : held;
}
