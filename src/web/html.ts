import { disarmed, odditiesOf } from './look-alike.ts';
import { LOOK_ALIKE_TEXTS } from './look-alike-texts.ts';
import { contextsOf, type TemplateContext } from './template-context.ts';

/** Finished markup. Only the functions of this file make it, so whatever carries the type has been escaped. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Attributes of a tag, written by `attributes`; the one value that may stand between attributes. */
class Attributes {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type { Attributes, Markup };
/** What a place takes. Null, undefined and false leave nothing; lists are written one after the other. */
export type Content =
  | Markup
  | Attributes
  | string
  | number
  | bigint
  | null
  | undefined
  | false
  | readonly Content[];

/** For an address that would run something or leave the site unseen. */
const HARMLESS_ADDRESS = '#';
const SAFE_ADDRESS = /^(?:\/(?![/\\])|#|\?|\.\/|https?:\/\/|mailto:|tel:\+?[0-9 ().-]+$)/i;
const ATTRIBUTE_NAME = /^(?!on|style$|srcdoc$)[a-z][a-z0-9-]*$/;
const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\0': '\u{fffd}',
};

const UNESCAPED = new Map(Object.entries(ESCAPED).map(([character, entity]) => [entity, character]));

const contextsByTemplate = new WeakMap<TemplateStringsArray, readonly TemplateContext[]>();

/**
 * An escaped template: text stays text wherever it stands, markup comes only from other templates, addresses cannot
 * run scripts. A template that leaves a place where nothing could be made safe throws when it is first used.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let contexts = contextsByTemplate.get(strings);
  if (contexts === undefined) {
    contexts = contextsOf(strings);
    contextsByTemplate.set(strings, contexts);
  }
  let text = strings[0]!;
  for (let at = 0; at < values.length; at++) text += write(values[at], contexts[at]!) + strings[at + 1]!;
  return new Markup(text);
}

/** Attributes that depend on something: true writes the bare name; false, null and undefined write nothing. */
export function attributes(
  pairs: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Attributes {
  let text = '';
  for (const [name, value] of Object.entries(pairs)) {
    if (!ATTRIBUTE_NAME.test(name)) throw new Error(`"${name}" is not an attribute that pages may carry.`);
    if (value === true) text += ` ${name}`;
    else if (value !== false && value !== null && value !== undefined) {
      text += ` ${name}="${escapeText(name === 'href' ? safeAddress(String(value)) : String(value))}"`;
    }
  }
  return new Attributes(text);
}

/**
 * Text somebody else wrote, isolated so that its direction cannot turn the rest around. Characters that would turn its
 * own letters around are shown by their codes instead; whatever else may deceive an eye is said beside it.
 */
export function said(text: string): Markup {
  const odd = odditiesOf(text);
  if (odd.length === 0) return new Markup(`<bdi>${escapeText(text)}</bdi>`);
  const shown = disarmed(text).map((part, at) =>
    at % 2 === 0 ? escapeText(part) : `<span class="control">${part}</span>`,
  );
  const flags = odd.map((one) => ` <span class="tag wait">${escapeText(LOOK_ALIKE_TEXTS[one])}</span>`);
  return new Markup(`<bdi>${shown.join('')}</bdi>${flags.join('')}`);
}

/** What markup says, without its elements: for the title of a page, which takes none. */
export function plainText(markup: Markup): string {
  const text = markup.toString().replaceAll(/<[^>]*>/gu, '');
  return text.replaceAll(/&#?\w+;/gu, (entity) => UNESCAPED.get(entity) ?? entity);
}

/** The one way to put a script or a style into a page: for pages that must work when saved. Its text is ours. */
export function inlineElement(name: 'script' | 'style', source: string): Markup {
  // `<!--` before `<script` would hide the end of the element (HTML, script data double escaped state).
  if (/<\/(script|style)|<!-{2}/i.test(source)) throw new Error(`An inline ${name} must not contain its own end.`);
  return new Markup(name === 'script' ? `<script type="module">${source}</script>` : `<style>${source}</style>`);
}

/** Values that a page's script reads, as data that no browser runs. */
export function dataBlock(id: string, value: unknown): Markup {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Markup(`<script type="application/json" id="${escapeText(id)}">${text}</script>`);
}

/** The finished document. */
export function render(markup: Markup): string {
  return `<!doctype html>\n${markup}`;
}

function escapeText(text: string): string {
  const sound = text.isWellFormed() ? text : text.toWellFormed();
  return /[&<>"'`\0]/.test(sound) ? sound.replace(/[&<>"'`\0]/g, (character) => ESCAPED[character]!) : sound;
}

function safeAddress(address: string): string {
  return SAFE_ADDRESS.test(address) ? address : HARMLESS_ADDRESS;
}

function write(value: Content, context: TemplateContext): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'object' && !(value instanceof Markup) && !(value instanceof Attributes)) {
    let text = '';
    for (const one of value) text += write(one, context);
    return text;
  }
  if (value instanceof Markup) return context === 'text' ? value.toString() : misplaced('markup', context);
  if (value instanceof Attributes) return context === 'tag' ? value.toString() : misplaced('attributes', context);
  switch (context) {
    case 'text':
    case 'attribute':
      return typeof value === 'string' ? escapeText(value) : String(value);
    case 'url':
      return escapeText(safeAddress(String(value)));
    case 'url-part':
      return escapeText(encodeURIComponent(String(value).toWellFormed()));
    case 'tag':
      return misplaced('text', context);
  }
}

function misplaced(what: string, context: TemplateContext): never {
  throw new Error(`A template was given ${what} in a place for ${context}.`);
}
