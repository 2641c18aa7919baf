import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGE_FACTS, type Language } from './languages.ts';

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
  minute: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
  },
  day: { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
} as const;

/** One message, read as it will be used; throws where it is no ICU message. */
export function formatFor(language: Language, text: string): IntlMessageFormat {
  const { locale } = LANGUAGE_FACTS[language];
  // Angle brackets are text: no message of ours carries markup.
  return new IntlMessageFormat(text, locale, { date: DATE_FORMATS }, { ignoreTag: true });
}

/** A text somebody else wrote, isolated only where it changes something: Latin text in a Latin sentence stays as it is. */
export function isolated(language: Language, text: string): string {
  const turns = LANGUAGE_FACTS[language].direction === 'rtl' || /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text);
  return turns ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text;
}

type Node = ReturnType<IntlMessageFormat['getAst']>[number];

/** The places that a message does more with than write down: it counts, chooses or formats by their value. */
export function reckonedPlaces(nodes: readonly Node[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodes) {
    // 0 is text, 1 a place that is only written, 7 the `#` of a plural.
    if (node.type === 0 || node.type === 1 || node.type === 7) continue;
    if ('value' in node) found.add(node.value);
    if (!('options' in node)) continue;
    for (const { value } of Object.values(node.options)) for (const name of reckonedPlaces(value)) found.add(name);
  }
  return found;
}

const MINUTES_AN_HOUR = 60;
const HOURS_A_DAY = 24;

/** A time of whole minutes as a person says it, in days, hours and minutes; a line breaks before or behind it only. */
export function durationText(language: Language, wholeMinutes: number): string {
  const hours = Math.floor(wholeMinutes / MINUTES_AN_HOUR);
  const parts = {
    days: Math.floor(hours / HOURS_A_DAY),
    hours: hours % HOURS_A_DAY,
    minutes: wholeMinutes % MINUTES_AN_HOUR,
  };
  const minutesDisplay = wholeMinutes === 0 ? 'always' : 'auto';
  const { locale } = LANGUAGE_FACTS[language];
  return new Intl.DurationFormat(locale, { style: 'short', minutesDisplay })
    .format(parts)
    .replaceAll(' ', '\u00a0');
}

const numbers = new Map<Language, Intl.NumberFormat>();

export function numberText(language: Language, value: number | bigint): string {
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

const lists = new Map<Language, Intl.ListFormat>();

function listFormat(language: Language): Intl.ListFormat {
  let format = lists.get(language);
  if (format === undefined) {
    format = new Intl.ListFormat(LANGUAGE_FACTS[language].locale, { type: 'conjunction' });
    lists.set(language, format);
  }
  return format;
}

/** "A, B and C" as the language writes it. */
export function listText(language: Language, items: readonly string[]): string {
  return listFormat(language).format(items);
}

/** The same for items that are more than text: each part is the place of an item, or what stands between two. */
export function listParts(language: Language, count: number): readonly (number | string)[] {
  const places = Array.from({ length: count }, (_, at) => String(at));
  return listFormat(language)
    .formatToParts(places)
    .map(({ type, value }) => (type === 'element' ? Number(value) : value));
}
