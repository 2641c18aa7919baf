/** What was typed into the fields of a kind, as the value of a claim, or what is wrong with it and where. */
import { manyOf } from '#site/form-body.ts';
import type { JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { type Kind, plainForm } from '#statement/kinds.ts';
import { fits } from '#statement/validator.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { plainSentence } from '#web/sentence.ts';
import { readIndicators } from './indicator-lines.ts';
import { ESTIMATE_PART, ID_PART, KNOWN_PART, rowsTyped, type Typed } from './parts.ts';
import { SAYING } from './texts.ts';

/** What is wrong, by the name of the field it stands at. */
export type Wrong = Map<string, string>;

const T = SAYING.wrong;
const KNOWN = ['not-yet', 'not-applicable'];
// Line ends and tabs apart: no other control has a place in a text, nor what turns the direction of all that follows.
const UNSEEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const LINE_ENDS_AND_TABS = /[\n\t]/gu;
const MINUTES = /T\d{2}:\d{2}$/u;
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/u;

/** Undefined where nothing was typed, and where something is wrong. */
export function readValue(kind: Kind, typed: Typed, name: string, wrong: Wrong): JsonValue | undefined {
  const known = kind.unknown === true ? single(typed, name + KNOWN_PART, name, wrong) : '';
  const value = plainOf(kind, typed, name, wrong);
  if (known !== '') {
    if (!KNOWN.includes(known)) return fault(wrong, name, T.choice);
    if (value !== undefined) return fault(wrong, name, T.both);
    return { known };
  }
  if (value === undefined || kind.estimate !== true) return value;
  return single(typed, name + ESTIMATE_PART, name, wrong) === 'yes' ? { estimate: value } : value;
}

function plainOf(kind: Kind, typed: Typed, name: string, wrong: Wrong): JsonValue | undefined {
  switch (kind.name) {
    case 'many':
      return readMany(kind, typed, name, wrong);
    case 'group':
      return readGroup(kind, typed, name, wrong);
    case 'party':
    case 'person': {
      const other = single(typed, name + ID_PART, name + ID_PART, wrong);
      return readOne(kind, other || single(typed, name, name, wrong), name, wrong);
    }
    default:
      return readOne(kind, single(typed, name, name, wrong), name, wrong);
  }
}

function fault(wrong: Wrong, name: string, sentence: string): undefined {
  if (!wrong.has(name)) wrong.set(name, sentence);
}

/** One text; a field that comes twice is a mistake of whoever sent it, not a choice for us to make. */
function single(typed: Typed, field: string, name: string, wrong: Wrong): string {
  const values = manyOf(typed, field);
  if (values.length > 1) fault(wrong, name, T.twice);
  return (values[0] ?? '').replaceAll(/\r\n?/gu, '\n').trim();
}

/** One value that is written as one text. */
function readOne(kind: Kind, text: string, name: string, wrong: Wrong): JsonValue | undefined {
  if (text === '' || wrong.has(name)) return undefined;
  const form = plainForm(kind) as { readonly maxLength?: number };
  if (UNSEEN.test(text.replaceAll(LINE_ENDS_AND_TABS, ''))) return fault(wrong, name, T.unseen);
  if (kind.name !== 'text' && kind.name !== 'json' && text.includes('\n')) return fault(wrong, name, T.oneLine);
  if (form.maxLength !== undefined && text.length > form.maxLength) {
    return fault(wrong, name, plainSentence(T.tooLong, { most: form.maxLength, count: text.length }));
  }
  const value = READERS[kind.name]?.(text, kind) ?? (READERS[kind.name] === undefined ? text : undefined);
  if (value === undefined || !fits(plainForm(kind), value)) return fault(wrong, name, wordsOf(kind));
  return value;
}

type Read = (text: string, kind: Kind) => JsonValue | undefined;

const READERS: Readonly<Partial<Record<Kind['name'], Read>>> = {
  'yes-no': (text) => (text === 'yes' ? true : text === 'no' ? false : undefined),
  tick: (text) => (text === 'yes' ? true : undefined),
  number: (text) => (NUMBER.test(plainDigits(text)) ? Number(plainDigits(text)) : undefined),
  seconds: (text) => (NUMBER.test(text) ? Number(text) : undefined),
  instant: readInstant,
  time: (text) => (readTime(text) === undefined ? readAsserted(text) : text),
  day: (text) => (readTime(text)?.precision === 'day' ? text : undefined),
  json: readJson,
};

function readInstant(text: string): string | undefined {
  const whole = MINUTES.test(text) ? `${text}:00Z` : text.endsWith('Z') ? text : `${text}Z`;
  if (instantFrom(whole) === undefined) return undefined;
  return /T\d{2}:\d{2}Z$/u.test(whole) ? whole.replace('Z', ':00Z') : whole;
}

function readAsserted(text: string): string | undefined {
  return readTime(`${text}Z`) === undefined ? undefined : `${text}Z`;
}

function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The digits that an Arabic or a Persian keyboard writes, as the ones that we keep. */
function plainDigits(text: string): string {
  return text.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String(digit.codePointAt(0)! % 16));
}

function wordsOf(kind: Kind): string {
  if (kind.name === 'number') {
    const { minimum, maximum, type } = plainForm(kind) as { minimum?: number; maximum?: number; type?: string };
    const sentence = type === 'integer' ? T.whole : T.number;
    return plainSentence(sentence, { least: minimum ?? 0, most: maximum ?? Number.MAX_SAFE_INTEGER });
  }
  return Object.hasOwn(T.kinds, kind.name) ? T.kinds[kind.name as keyof typeof T.kinds] : T.word;
}

/** Ticked one by one, written one a line, or each in fields of its own. */
function readMany(kind: Kind, typed: Typed, name: string, wrong: Wrong): JsonValue | undefined {
  const of = kind.of!;
  if (of.name === 'indicator') return bounded(kind, readIndicators(typed, name, wrong), name, wrong);
  if (of.name === 'group') {
    const rows = rowsTyped(typed, name).flatMap((row) => readGroup(of, typed, `${name}.${row}`, wrong) ?? []);
    return bounded(kind, rows, name, wrong);
  }
  const texts = isTicked(of) ? manyOf(typed, name) : linesOf(single(typed, name, name, wrong));
  const also = isNamed(of) ? linesOf(single(typed, name + ID_PART, name + ID_PART, wrong)) : [];
  const values: JsonValue[] = [];
  for (const text of [...texts, ...also].map((one) => one.trim())) {
    const value = readOne(of, text, name, wrong);
    if (value !== undefined) values.push(value);
  }
  return bounded(kind, values, name, wrong);
}

export function isTicked(of: Kind): boolean {
  return of.name === 'choice' || of.name === 'state' || isNamed(of);
}

function isNamed(of: Kind): boolean {
  return of.name === 'party' || of.name === 'person';
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function bounded(
  kind: Kind,
  values: readonly JsonValue[] | undefined,
  name: string,
  wrong: Wrong,
): JsonValue | undefined {
  if (values === undefined || values.length === 0 || wrong.has(name)) return undefined;
  const {
    minItems = 0,
    maxItems,
    uniqueItems,
  } = plainForm(kind) as {
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly uniqueItems?: boolean;
  };
  if (maxItems !== undefined && values.length > maxItems) {
    return fault(wrong, name, plainSentence(T.tooMany, { most: maxItems, count: values.length }));
  }
  if (values.length < minItems) return fault(wrong, name, plainSentence(T.tooFew, { least: minItems }));
  if (uniqueItems === true && new Set(values.map((one) => JSON.stringify(one))).size < values.length) {
    return fault(wrong, name, T.same);
  }
  return [...values];
}

function readGroup(kind: Kind, typed: Typed, name: string, wrong: Wrong): JsonValue | undefined {
  const before = wrong.size;
  const members: Record<string, JsonValue> = {};
  const missing: string[] = [];
  for (const member of kind.members ?? []) {
    const place = `${name}.${member.name}`;
    const value = readValue(member.kind, typed, place, wrong);
    if (value !== undefined) members[member.name] = value;
    else if (member.required && !wrong.has(place)) missing.push(place);
  }
  if (Object.keys(members).length === 0) return undefined;
  for (const place of missing) fault(wrong, place, T.needed);
  if (wrong.size > before) return undefined;
  return fits(plainForm(kind), members) ? members : fault(wrong, name, T.incomplete);
}
