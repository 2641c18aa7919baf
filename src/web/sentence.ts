import { type Content, html, type Markup } from './html.ts';

/** A text whose form follows a count; languages differ in how many forms they need (CLDR plural categories). */
export type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

const LANGUAGE = 'en';
const plural = new Intl.PluralRules(LANGUAGE);
const PLACE = /\{([a-z_]+)\}/;

/**
 * A whole sentence of a catalogue with its places filled: `{name}` takes markup or text. Sentences are never put
 * together from fragments, because the order of words differs between languages.
 */
export function sentence(text: string, values: Readonly<Record<string, Content>> = {}): Markup {
  return html`${piecesOf(text).map((piece, at) => (at % 2 === 0 ? piece : valueFor(piece, values, text)))}`;
}

/** The same as plain text, for titles and attributes. */
export function plainSentence(text: string, values: Readonly<Record<string, string | number>>): string {
  return piecesOf(text)
    .map((piece, at) => (at % 2 === 0 ? piece : String(valueFor(piece, values, text))))
    .join('');
}

export function counted(forms: Counted, count: number): string {
  return plainSentence(forms[plural.select(count)] ?? forms.other, { count });
}

/** Texts of a catalogue are few and used often: each is taken apart once. */
const pieces = new Map<string, readonly string[]>();

function piecesOf(text: string): readonly string[] {
  let known = pieces.get(text);
  if (known === undefined) {
    known = text.split(PLACE);
    pieces.set(text, known);
  }
  return known;
}

function valueFor<Value>(name: string, values: Readonly<Record<string, Value>>, text: string): Value {
  if (!(name in values)) throw new Error(`The text "${text}" has a place {${name}} that was given nothing.`);
  return values[name] as Value;
}
