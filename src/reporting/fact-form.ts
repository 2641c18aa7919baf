import { isDeepStrictEqual } from 'node:util';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { NOT_APPLICABLE, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { departure, fits } from '#statement/validator.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { HARM_IDS } from '#vocabulary/harm.ts';
import { checkIndicator, INDICATOR_KINDS, type Indicator } from '#vocabulary/indicators.ts';
import { isStateCode } from '#vocabulary/states.ts';
import type { FlowCode } from './codes.ts';
import { valueSchema } from './fact-claims.ts';
import { inputOf } from './fact-input.ts';
import { bareValue, standingOf } from './projection.ts';

/** What a form sends; a field sent twice is a list. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The field beside a fact by which somebody says how sure it is. */
export function standingField(fact: StageFact): string {
  return `${fact}__as`;
}

/** The field beside a fact by which somebody says that it is a trade secret. */
export function secretField(fact: StageFact): string {
  return `${fact}__secret`;
}

const CONTACT_PARTS = ['name', 'phone', 'email', 'hours'] as const;

/** The fields that show a value, as the form would send them back unchanged. */
export function fieldsOf(fact: StageFact, value: JsonValue | undefined): Fields {
  if (value === undefined) return { [standingField(fact)]: '' };
  const standing = standingOf(value);
  const bare = bareValue(value);
  const own = { [standingField(fact)]: standing === 'value' ? '' : standing };
  return bare === undefined || !fits(valueSchema(fact), bare) ? own : { ...own, ...written(fact, bare) };
}

function written(fact: StageFact, value: JsonValue): Fields {
  const input = inputOf(fact);
  switch (input.kind) {
    case 'fixed':
      return {};
    case 'contact':
      return Object.fromEntries(
        Object.entries(value as Record<string, string>).map(([part, text]) => [`${fact}__${part}`, text]),
      );
    case 'time-and-person': {
      const { at, by } = value as { at: string; by?: string };
      return { [fact]: at, ...(by === undefined ? {} : { [`${fact}__by`]: by }) };
    }
    case 'effects': {
      const effects = value as readonly Effect[];
      const [first] = effects;
      const people = first?.people !== undefined && 'best' in first.people ? String(first.people.best) : '';
      const hours = typeof first?.hours === 'number' ? String(first.hours) : '';
      return { [fact]: effects.map(({ kind }) => kind), [`${fact}__people`]: people, [`${fact}__hours`]: hours };
    }
    case 'indicators':
      return { [fact]: (value as readonly Indicator[]).map((one) => `${one.kind} ${one.value}`).join('\n') };
    case 'lines':
      return { [fact]: (value as readonly string[]).join('\n') };
    case 'codes':
      return { [fact]: (value as readonly string[]).join(', ') };
    case 'choices':
    case 'states':
      return { [fact]: value as readonly string[] };
    default:
      return { [fact]: String(value as string | number) };
  }
}

export type FormRead = {
  readonly typed: Readonly<Partial<Record<StageFact, JsonValue>>>;
  readonly omitted: readonly StageFact[];
  readonly secret: readonly StageFact[];
  /** What is wrong, by the name of the field. */
  readonly errors: ReadonlyMap<string, string>;
};

/**
 * What somebody changed in the form of a stage. A field that says what was said in the case already stays with its
 * source; an emptied one is left out of this report. `known` are the values that the form was filled with.
 */
export function readForm(
  facts: readonly StageFact[],
  known: ReadonlyMap<StageFact, JsonValue>,
  fields: Fields,
): FormRead {
  const typed: Partial<Record<StageFact, JsonValue>> = {};
  const omitted: StageFact[] = [];
  const errors = new Map<string, string>();
  for (const fact of facts) {
    const before = known.get(fact);
    const answer = readFact(fact, fields, before);
    if (!answer.ok) {
      errors.set(answer.refusal.place ?? fact, answer.refusal.sentence);
      continue;
    }
    // What the form cannot show whole (an effect in one state, a note beside an indicator) is lost only where changed.
    const shown = before === undefined ? undefined : readFact(fact, fieldsOf(fact, before), before);
    if (before !== undefined && shown?.ok === true && isDeepStrictEqual(answer.value, shown.value)) continue;
    if (answer.value !== undefined) typed[fact] = answer.value;
    else if (before !== undefined) omitted.push(fact);
  }
  const secret = facts.filter((fact) => one(fields, secretField(fact)) === 'yes');
  return { typed, omitted, secret, errors };
}

type Read = Outcome<JsonValue | undefined, FlowCode>;

/** One fact from its fields; undefined where nothing is said. */
function readFact(fact: StageFact, fields: Fields, before?: JsonValue): Read {
  const standing = one(fields, standingField(fact));
  if (standing === 'not-known-yet') return accept({ ...NOT_KNOWN_YET });
  if (standing === 'not-applicable') return accept({ ...NOT_APPLICABLE });
  const value = readValue(fact, fields, before);
  if (!value.ok || value.value === undefined) return value;
  const schema = valueSchema(fact);
  if (!fits(schema, value.value)) {
    const { pointer, expected } = departure(schema, value.value);
    const part = CONTACT_PARTS.find((name) => pointer === `/${name}`);
    return wrong(
      part === undefined ? fact : `${fact}__${part}`,
      `This is not an answer to the question: it ${expected}.`,
    );
  }
  return standing === 'estimate' ? accept({ estimate: value.value }) : value;
}

function readValue(fact: StageFact, fields: Fields, before: JsonValue | undefined): Read {
  const input = inputOf(fact);
  const text = one(fields, fact);
  switch (input.kind) {
    case 'fixed':
      return accept(before === undefined ? undefined : bareValue(before));
    case 'line':
    case 'text':
      return accept(text === '' ? undefined : text);
    case 'choice':
      if (text === '' || input.values.includes(text)) return accept(text === '' ? undefined : text);
      return wrong(fact, 'Choose one of the answers.');
    case 'choices':
      return chosen(fact, many(fields, fact), before, (value) => input.values.includes(value));
    case 'states':
      return chosen(fact, many(fields, fact), before, isStateCode);
    case 'lines':
      return accept(listOrNothing(text.split('\n')));
    case 'codes':
      return codes(fact, text);
    case 'whole':
    case 'number':
      return amount(fact, fact, text, input.kind === 'whole');
    case 'time':
      return time(fact, text);
    case 'time-and-person': {
      const at = time(fact, text);
      const by = one(fields, `${fact}__by`);
      if (!at.ok || at.value === undefined) return at;
      return accept({ at: at.value, ...(by === '' ? {} : { by }) });
    }
    case 'contact':
      return accept(contact(fact, fields));
    case 'effects':
      return effects(fact, fields);
    case 'indicators':
      return indicators(fact, text);
  }
}

function contact(fact: StageFact, fields: Fields): JsonValue | undefined {
  const parts = CONTACT_PARTS.map((part) => [part, one(fields, `${fact}__${part}`)] as const);
  const given = parts.filter(([, text]) => text !== '');
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** A form sends ticks in the order of the page; what was said already keeps its own, so that no tick is no change. */
function chosen(
  fact: StageFact,
  values: readonly string[],
  before: JsonValue | undefined,
  allowed: (value: string) => boolean,
): Read {
  if (!values.every(allowed)) return wrong(fact, 'Choose from the answers.');
  const bare = before === undefined ? undefined : bareValue(before);
  const known = Array.isArray(bare) ? bare.map(String) : [];
  const kept = known.filter((value) => values.includes(value));
  return accept(values.length === 0 ? undefined : [...new Set([...kept, ...values])]);
}

function codes(fact: StageFact, text: string): Read {
  const list = listOrNothing(text.toUpperCase().split(/[\s,;]+/));
  if (list === undefined || fits(valueSchema(fact), list)) return accept(list);
  const example = fact === 'cves' ? 'CVE-2026-1234' : 'T1110';
  return wrong(fact, `Write codes with commas between them, as ${example}.`);
}

function time(fact: StageFact, text: string): Read {
  if (text === '') return accept(undefined);
  // A browser's own date field has no zone; the page says that times are in UTC.
  const instant = /T\d{2}:\d{2}(:\d{2})?$/.test(text) ? `${text}Z` : text;
  if (readTime(instant) !== undefined) return accept(instant);
  return wrong(fact, 'Write 2026-03, 2026-03-01 or 2026-03-01T14:30Z, in UTC.');
}

function amount(fact: StageFact, field: string, text: string, whole: boolean): Read {
  if (text === '') return accept(undefined);
  const number = Number(text.replaceAll(/[\s\u00a0']/g, ''));
  const sound = /\d/.test(text) && number >= 0 && Number.isFinite(number) && (!whole || Number.isInteger(number));
  if (!sound) return wrong(field, 'Write a number, as 1200.');
  if (field !== fact || fits(valueSchema(fact), number)) return accept(number);
  return wrong(field, 'This number is larger than can be.');
}

/** The numbers beside the kinds of harm count for each of them. */
function effects(fact: StageFact, fields: Fields): Read {
  const kinds = [...new Set(many(fields, fact))];
  if (kinds.length === 0) return accept(undefined);
  if (kinds.some((kind) => !(HARM_IDS as readonly string[]).includes(kind)))
    return wrong(fact, 'Choose from the answers.');
  if (kinds.includes('none') && kinds.length > 1) return wrong(fact, '"No harm so far" stands alone.');
  const people = amount(fact, `${fact}__people`, one(fields, `${fact}__people`), true);
  const hours = amount(fact, `${fact}__hours`, one(fields, `${fact}__hours`), false);
  if (!people.ok) return people;
  if (!hours.ok) return hours;
  const numbers = {
    ...(people.value === undefined ? {} : { people: { best: people.value } }),
    ...(hours.value === undefined ? {} : { hours: hours.value }),
  };
  return accept(kinds.map((kind) => (kind === 'none' ? { kind } : { kind, ...numbers })));
}

function indicators(fact: StageFact, text: string): Read {
  const lines = listOrNothing(text.split('\n'));
  if (lines === undefined) return accept(undefined);
  const read: Indicator[] = [];
  for (const line of lines) {
    const [kind = '', ...rest] = line.split(/\s+/);
    const indicator = { kind, value: rest.join(' ') } as Indicator;
    if (!Object.hasOwn(INDICATOR_KINDS, kind) || !checkIndicator(indicator).ok) {
      return wrong(
        fact,
        `"${line.slice(0, 60)}": write one a line with its kind before it, as "ipv4 192.0.2.7". Kinds: ${Object.keys(INDICATOR_KINDS).join(', ')}.`,
      );
    }
    read.push(indicator);
  }
  return accept(read as unknown as JsonValue);
}

function listOrNothing(parts: readonly string[]): string[] | undefined {
  const list = [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
  return list.length === 0 ? undefined : list;
}

function one(fields: Fields, name: string): string {
  const field = fields[name];
  return (typeof field === 'string' ? field : (field?.[0] ?? '')).replaceAll('\r\n', '\n').trim();
}

function many(fields: Fields, name: string): readonly string[] {
  const field = fields[name];
  return (typeof field === 'string' ? [field] : (field ?? []))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function wrong(
  place: string,
  sentence: string,
): { ok: false; refusal: { code: FlowCode; sentence: string; place?: string } } {
  return refuse<FlowCode>('answer-malformed', sentence, place);
}
