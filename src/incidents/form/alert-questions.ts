import type { FlowCode } from '#incidents/codes.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import { accept, beginningOf, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { Field, Fields } from '#site/form-body.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Marking, Use } from '#statement/marking.ts';
import { NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { HARM_IDS } from '#vocabulary/harm.ts';
import { isRsitId } from '#vocabulary/rsit.ts';
import { isSectorId } from '#vocabulary/sectors.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { QUESTION_TEXTS } from './question-texts.ts';

export type Claims = Readonly<Record<string, JsonValue>>;

/** The value of a field by which somebody says that they do not know; valid for every question. */
export const DONT_KNOW = 'not-known-yet';

export type AlertQuestion = {
  readonly id: 'danger' | 'what' | 'when' | 'where' | 'people';
  readonly title: string;
  readonly help: string;
  /** The claims it fills; the first must be answered, be it by "I don't know yet". */
  readonly claims: readonly string[];
};

/** The early warning in five questions, danger first. Law, addressee and contact come after them. */
export const ALERT_QUESTIONS: readonly AlertQuestion[] = [
  question('danger', ['danger_to_life', 'danger_detail']),
  question('what', ['incident_type', 'malicious', 'description']),
  question('when', ['noticed_at', 'occurred_at']),
  question('where', ['sectors', 'service', 'affected_states']),
  question('people', ['effects']),
];

/** Its words are read when somebody asks, in the language of whoever is asked. */
function question(id: AlertQuestion['id'], claims: readonly string[]): AlertQuestion {
  return {
    id,
    get title() {
      return QUESTION_TEXTS.questions[id].title;
    },
    get help() {
      return QUESTION_TEXTS.questions[id].help;
    },
    claims,
  };
}

type Reader = (fields: Fields) => Part;

/** How each field is read, whatever the others hold. The three about people make one claim together. */
const READERS = {
  danger_to_life: (fields) => choice(fields, 'danger_to_life', ['yes', 'no']),
  danger_detail: (fields) => text(fields, 'danger_detail', 4_000),
  incident_type: (fields) => chosen(fields, 'incident_type', isRsitId),
  malicious: (fields) => choice(fields, 'malicious', ['yes', 'suspected', 'no']),
  description: (fields) => text(fields, 'description', 4_000),
  noticed_at: (fields) => time(fields, 'noticed_at', true),
  occurred_at: (fields) => time(fields, 'occurred_at', false),
  sectors: (fields) => list(fields, 'sectors', isSectorId),
  service: (fields) => text(fields, 'service', 300),
  affected_states: (fields) => list(fields, 'affected_states', isStateCode),
} as const satisfies Readonly<Record<string, Reader>>;

/** The fields of each question, as forms and links name them. */
export const QUESTION_FIELDS = {
  danger: ['danger_to_life', 'danger_detail'],
  what: ['incident_type', 'malicious', 'description'],
  when: ['noticed_at', 'occurred_at'],
  where: ['sectors', 'service', 'affected_states'],
  people: ['harm', 'people', 'hours'],
} as const satisfies Readonly<Record<AlertQuestion['id'], readonly string[]>>;
export type QuestionField = (typeof QUESTION_FIELDS)[AlertQuestion['id']][number];

/** Fields that take several values. */
export const LIST_FIELDS: readonly string[] = [
  'sectors',
  'affected_states',
  'harm',
] satisfies readonly QuestionField[];

/** Claims made from one question's fields, or what is wrong and in which field. Empty fields say nothing. */
export function readAnswer(questionId: string, fields: Fields): Outcome<Claims, FlowCode> {
  const id = questionId as AlertQuestion['id'];
  if (!Object.hasOwn(QUESTION_FIELDS, id)) {
    return refuse('question-unknown', phrase`There is no question "${questionId}" in an alert.`);
  }
  return id === 'people' ? effects(fields) : collect(QUESTION_FIELDS[id].map((name) => READERS[name](fields)));
}

/** All that keeps an answer from being read, so that nobody mends one field only to hear of the next. */
export function refusalsOf(questionId: AlertQuestion['id'], fields: Fields): readonly Refusal<FlowCode>[] {
  const parts =
    questionId === 'people'
      ? [readAnswer(questionId, fields)]
      : QUESTION_FIELDS[questionId].map((name) => READERS[name](fields));
  return parts.flatMap((part) => (part.ok ? [] : [part.refusal]));
}

/** What is wrong with one field taken for itself, as a link or a mail proposes it. */
export function readField(name: QuestionField, value: Field): Outcome<unknown, FlowCode> {
  const fields = { [name]: value };
  switch (name) {
    case 'harm':
      return effects(fields);
    case 'people':
      return people(fields);
    case 'hours':
      return hours(fields);
    default:
      return READERS[name](fields);
  }
}

type Part = Outcome<Claims, FlowCode>;

function collect(parts: readonly Part[]): Part {
  const failed = parts.find((part) => !part.ok);
  if (failed !== undefined) return failed;
  return accept(Object.assign({}, ...parts.map((part) => (part.ok ? part.value : {}))));
}

function one(fields: Fields, name: string): string {
  const field = fields[name];
  return (typeof field === 'string' ? field : (field?.[0] ?? '')).trim();
}

function many(fields: Fields, name: string): readonly string[] {
  const field = fields[name];
  return (typeof field === 'string' ? [field] : (field ?? []))
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The digits that an Arabic or a Persian keyboard writes, as the ones that we keep. */
function plainDigits(value: string): string {
  return value.replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/gu, (digit) => String(digit.codePointAt(0)! % 16));
}

function missing(name: string): Part {
  return refuse('answer-missing', 'Choose an answer; "I don’t know yet" is one.', name);
}

function choice(fields: Fields, name: string, options: readonly string[]): Part {
  return chosen(fields, name, (value) => options.includes(value));
}

function chosen(fields: Fields, name: string, fits: (value: string) => boolean): Part {
  const value = one(fields, name);
  if (value === '') return missing(name);
  if (value === DONT_KNOW) return accept({ [name]: NOT_KNOWN_YET });
  return fits(value)
    ? accept({ [name]: value })
    : refuse('answer-malformed', phrase`"${beginningOf(value)}" is not among the answers.`, name);
}

function text(fields: Fields, name: string, maxCharacters: number): Part {
  const value = one(fields, name);
  if (value === '') return accept({});
  if (value.length <= maxCharacters) return accept({ [name]: value });
  return refuse(
    'answer-malformed',
    phrase`Write at most ${maxCharacters} characters; details can follow in a later report.`,
    name,
  );
}

function time(fields: Fields, name: string, required: boolean): Part {
  const value = plainDigits(one(fields, name));
  if (value === DONT_KNOW) return accept({ [name]: NOT_KNOWN_YET });
  if (value === '') return required ? missing(name) : accept({});
  // A browser's local date field has no zone; the page says that times are UTC.
  const instant = /T\d{2}:\d{2}(:\d{2})?$/.test(value) ? `${value}Z` : value;
  if (readTime(instant) !== undefined) return accept({ [name]: instant });
  return refuse('answer-malformed', 'Write 2026-03, 2026-03-01 or 2026-03-01T14:30, in UTC.', name);
}

function list(fields: Fields, name: string, fits: (value: string) => boolean): Part {
  const values = [...new Set(many(fields, name))];
  if (values.length === 0) return missing(name);
  if (values.includes(DONT_KNOW)) return accept({ [name]: NOT_KNOWN_YET });
  const wrong = values.find((value) => !fits(value));
  return wrong === undefined
    ? accept({ [name]: values })
    : refuse('answer-malformed', phrase`"${beginningOf(wrong)}" is not on the list.`, name);
}

/** One effect for each kind of harm chosen; the numbers asked for beside them count for each. */
function effects(fields: Fields): Part {
  const kinds = [...new Set(many(fields, 'harm'))];
  if (kinds.length === 0) return missing('harm');
  if (kinds.includes(DONT_KNOW)) return accept({ effects: NOT_KNOWN_YET });
  const wrong = kinds.find((kind) => !(HARM_IDS as readonly string[]).includes(kind));
  if (wrong !== undefined)
    return refuse('answer-malformed', phrase`"${beginningOf(wrong)}" is not on the list.`, 'harm');
  if (kinds.includes('none') && kinds.length > 1) {
    return refuse('answer-malformed', '"No harm so far" cannot stand beside a kind of harm.', 'harm');
  }
  const affected = people(fields);
  const lasted = hours(fields);
  if (!affected.ok) return affected;
  if (!lasted.ok) return lasted;
  const numbers: Record<string, JsonValue> = {};
  if (affected.value !== null)
    numbers.people = typeof affected.value === 'number' ? { best: affected.value } : affected.value;
  if (lasted.value !== null) numbers.hours = lasted.value;
  return accept({ effects: kinds.map((kind) => (kind === 'none' ? { kind } : { kind, ...numbers })) });
}

function people(fields: Fields) {
  return amount(fields, 'people', 10_000_000_000, true);
}

function hours(fields: Fields) {
  return amount(fields, 'hours', 24 * 366 * 5, false);
}

function amount(
  fields: Fields,
  name: string,
  most: number,
  whole: boolean,
): Outcome<number | typeof NOT_KNOWN_YET | null, FlowCode> {
  const value = plainDigits(one(fields, name));
  if (value === '') return accept(null);
  if (value === DONT_KNOW) return accept(NOT_KNOWN_YET);
  const number = Number(value.replaceAll(/[\s\u00a0'٬]/g, ''));
  if (/\d/.test(value) && number >= 0 && number <= most && (!whole || Number.isInteger(number)))
    return accept(number);
  return refuse('answer-malformed', 'Write a number, as 1200, or leave it empty.', name);
}

/** Which questions have been answered, for the task list. */
export function answeredQuestions(claims: Claims): ReadonlySet<string> {
  return new Set(
    ALERT_QUESTIONS.filter(({ claims: names }) => claims[names[0]!] !== undefined).map(({ id }) => id),
  );
}

export type AlertAddress = {
  readonly issuer: string;
  readonly case: string;
  /** The operator's own authority. */
  readonly reportedTo?: string;
  readonly preliminary?: boolean;
  /** What the receiver may use the report for; mitigation when left out. */
  readonly uses?: readonly Use[];
  readonly contact?: JsonValue;
};

/** The answers as a draft. What was not asked or answered is recorded as not known yet, since the type asks for it. */
export function alertDraft(answers: Claims, address: AlertAddress): Draft {
  const claims: Record<string, JsonValue> = { ...answers };
  for (const [name, spec] of Object.entries(incidentAlert.claims)) {
    const asked = ALERT_QUESTIONS.some((question) => question.claims.includes(name));
    if (asked && spec.required && claims[name] === undefined) claims[name] = NOT_KNOWN_YET;
  }
  if (address.reportedTo !== undefined) claims.reported_to = address.reportedTo;
  if (address.preliminary === true) claims.preliminary = true;
  if (address.contact !== undefined) claims.contact = address.contact;
  const draft = { type: 'incident-alert', issuer: address.issuer, case: address.case, claims };
  return address.uses === undefined ? draft : { ...draft, markings: usesForAll(claims, address.uses) };
}

function usesForAll(claims: Claims, uses: readonly Use[]): Readonly<Record<string, Partial<Marking>>> {
  return Object.fromEntries(Object.keys(claims).map((name) => [name, { uses }]));
}
