import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGE_FACTS, type Language } from './languages.ts';

/** What a place in a message takes. An instant is written in UTC by the format the message names. */
export type MessageValue = string | number | Temporal.Instant;
export type MessageValues = Readonly<Record<string, MessageValue>>;

/** Catalogues stand outside the code, one file a room: `texts/<language>/<room>.json`, keys to ICU messages. */
export const TEXTS_FOLDER = join(import.meta.dirname, '..', '..', 'texts');

/** Left-to-right words inside Arabic, and Arabic inside others, keep their own direction (Unicode UAX 9, 2.4). */
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

const DATE_FORMATS = {
  instant: {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  },
  day: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
} as const;

const catalogues = new Map<string, Readonly<Record<string, string>>>();
const formats = new Map<string, IntlMessageFormat>();

/** The messages of a room in a language; read from the disk once, when first asked for. */
export function catalogue(language: Language, room: string): Readonly<Record<string, string>> {
  const path = join(TEXTS_FOLDER, language, `${room}.json`);
  let known = catalogues.get(path);
  if (known === undefined) {
    known = JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, string>>;
    catalogues.set(path, known);
  }
  return known;
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

/** One message, read as it will be used; throws where it is no ICU message. */
export function formatFor(language: Language, text: string): IntlMessageFormat {
  const { locale } = LANGUAGE_FACTS[language];
  // Angle brackets are text: no message of ours carries markup.
  return new IntlMessageFormat(text, locale, { date: DATE_FORMATS }, { ignoreTag: true });
}

function placed(language: Language, values: MessageValues): Record<string, string | number | Date> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, isolated(language, value)];
      return [name, typeof value === 'number' ? value : new Date(value.epochMilliseconds)];
    }),
  );
}

/** Only where it changes something: Latin text in a Latin sentence stays as it is. */
function isolated(language: Language, text: string): string {
  const turns = LANGUAGE_FACTS[language].direction === 'rtl' || /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);
  return turns ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text;
}

const numbers = new Map<Language, Intl.NumberFormat>();

export function numberText(language: Language, value: number): string {
  let format = numbers.get(language);
  if (format === undefined) {
    format = new Intl.NumberFormat(LANGUAGE_FACTS[language].locale, { maximumFractionDigits: 6 });
    numbers.set(language, format);
  }
  return format.format(value);
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** An instant in UTC, or the day alone where no more is known, as the language writes it. */
export function timeText(
  language: Language,
  instant: Temporal.Instant,
  exactly: keyof typeof DATE_FORMATS,
): string {
  const key = `${language} ${exactly}`;
  let format = dates.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LANGUAGE_FACTS[language].locale, DATE_FORMATS[exactly]);
    dates.set(key, format);
  }
  return format.format(new Date(instant.epochMilliseconds));
}
