import type { Effect, PeopleEstimate } from '#incidents/statements/incident-claims.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { PrintText } from '#print/document.ts';
import type { JsonValue } from '#statement/draft.ts';
import { fits } from '#statement/validator.ts';
import { message } from '#texts/catalogue.ts';
import { listText, numberText, timeText } from '#texts/icu.ts';
import type { Language } from '#texts/languages.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { defang, INDICATOR_KINDS, type Indicator } from '#vocabulary/indicators.ts';
import { isRsitId, RSIT } from '#vocabulary/rsit.ts';
import { isSectorId, OTHER_SECTOR, SECTORS } from '#vocabulary/sectors.ts';
import { type Nciss, severity } from '#vocabulary/severity.ts';
import { valueSchema } from './fact-claims.ts';

/** What a value is written with. */
export type Words = {
  readonly language: Language;
  /** A state by its code, in the language; the node's own names for states of an exercise. */
  stateName(code: string): string;
};

type Write = (value: never, words: Words) => readonly PrintText[];

/** A value of a fact in a language, line by line; one that does not fit its fact is written as it came. */
export function valueText(fact: StageFact, value: JsonValue, words: Words): readonly PrintText[] {
  const write = WRITERS[fact];
  if (write !== undefined && fits(valueSchema(fact), value)) return write(value as never, words);
  if (typeof value === 'string') return [{ said: value }];
  if (typeof value === 'number') return [numberText(words.language, value)];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return said(value);
  return [{ said: JSON.stringify(value), fixed: true }];
}

const WRITERS: Readonly<Partial<Record<StageFact, Write>>> = {
  malicious: yesNo,
  cross_border: yesNo,
  criminal_complaint: yesNo,
  continuity_plan: yesNo,
  noticed_at: time,
  aware_at: time,
  occurred_at: time,
  occurred_until: time,
  classified_at: ({ at, by }: { at: string; by?: string }, words: Words) => {
    const written = timeIn(at, words.language);
    return [
      by === undefined ? written : message(words.language, 'reporting.value.by', { at: written, person: by }),
    ];
  },
  contact: (value: Readonly<Record<string, string>>) => said(Object.values(value)),
  sectors: (value: readonly string[], { language }: Words) => value.map((id) => sector(id, language)),
  affected_states: states,
  product_states: states,
  incident_type: (value: string) => [{ said: isRsitId(value) ? RSIT[value].label : value }],
  effects: (value: readonly Effect[], words: Words) => value.map((one) => effect(one, words)),
  users_share: (value: number, { language }: Words) => [
    message(language, 'reporting.value.share', { share: value }),
  ],
  duration_hours: (value: number, { language }: Words) => [
    message(language, 'reporting.value.hours', { hours: value }),
  ],
  lost_properties: (value: readonly string[], { language }: Words) =>
    value.map((one) => message(language, `reporting.property.${one}`)),
  actor_kinds: (value: readonly string[], { language }: Words) =>
    value.map((one) => message(language, `reporting.actor.${one}`)),
  stage: (value: string, { language }: Words) => [message(language, `reporting.stage.${value}`)],
  techniques: (value: readonly string[]) => fixed(value),
  cves: (value: readonly string[]) => fixed(value),
  indicators: (value: readonly Indicator[]) =>
    fixed(value.map((one) => `${INDICATOR_KINDS[one.kind]}: ${defang(one)}${one.note ? ` (${one.note})` : ''}`)),
  sensitivity: (value: string) => [`TLP:${value.toUpperCase()}`],
  nciss: (value: Nciss, { language }: Words) => {
    const result = severity(value);
    return [
      result.computable
        ? message(language, 'reporting.value.severity', { score: result.score })
        : message(language, 'reporting.value.severity-open'),
    ];
  },
};

/** A sentence of ours around somebody's words. Printed as theirs: it is set alone, so the isolates have done their work. */
export function mixed(text: string): PrintText {
  return { said: text.replaceAll(/[\u2068\u2069]/g, '') };
}

function said(values: readonly string[]): readonly PrintText[] {
  return values.map((value) => ({ said: value }));
}

function fixed(values: readonly string[]): readonly PrintText[] {
  return values.map((value) => ({ said: value, fixed: true }));
}

function yesNo(value: string, { language }: Words): readonly PrintText[] {
  return [message(language, `reporting.value.${value}`)];
}

function time(value: string, { language }: Words): readonly PrintText[] {
  return [timeIn(value, language)];
}

/** No more precise than it was asserted: a year or a month stays as it was written. */
function timeIn(value: string, language: Language): string {
  const read = readTime(value);
  if (read === undefined || read.precision === 'year' || read.precision === 'month') return value;
  return timeText(language, read.from, read.precision);
}

function states(value: readonly string[], { language, stateName }: Words): readonly PrintText[] {
  return [
    {
      said: listText(
        language,
        value.map((code) => `${stateName(code)} (${code})`),
      ),
    },
  ];
}

function sector(id: string, language: Language): PrintText {
  const [whole = '', part] = id.split('/');
  if (whole !== OTHER_SECTOR && !Object.hasOwn(SECTORS, whole)) return id;
  const name = message(language, `taxonomy.sectors.${whole}`);
  if (part === undefined) return name;
  const subsector = isSectorId(id) ? message(language, `taxonomy.subsectors.${id}`) : part;
  return mixed(message(language, 'taxonomy.subsector', { sector: name, subsector }));
}

function effect({ kind, people, hours, state, service }: Effect, words: Words): PrintText {
  const { language } = words;
  const facts = [message(language, `taxonomy.harms.${kind}`)];
  if (people !== undefined) facts.push('known' in people ? unknownPeople(language) : howMany(people, language));
  if (typeof hours === 'number') facts.push(message(language, 'reporting.value.hours', { hours }));
  if (state !== undefined) facts.push(words.stateName(state));
  if (service !== undefined) facts.push(service);
  return { said: facts.join(' · ') };
}

function unknownPeople(language: Language): string {
  return message(language, 'reporting.value.people-unknown');
}

function howMany({ at_least: least, best, at_most: most }: PeopleEstimate, language: Language): string {
  const parts = [
    ...(least === undefined ? [] : [message(language, 'reporting.value.people-least', { least })]),
    ...(best === undefined ? [] : [message(language, 'reporting.value.people-best', { best })]),
    ...(most === undefined ? [] : [message(language, 'reporting.value.people-most', { most })]),
  ];
  return listText(language, parts);
}
