/** A form for any type of this room, made from its schema: a new type needs no new form. */
import type { TSchema } from 'typebox';
import { Day, Line, Text } from '#cooperation/statements/addressed-claims.ts';
import { accept, type Outcome, refuse, refuseSpoken } from '#outcome.ts';
import { InstantText, PersonRef, Territory } from '#parties/statements.ts';
import type { JsonValue } from '#statement/draft.ts';
import { type ClaimSpec, COMMON_CLAIMS, Digest, PartyId, type StatementType } from '#statement/statement-type.ts';
import { Indicator } from '#vocabulary/indicators.ts';
import { html, type Markup } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import type { ErrorText, FieldErrors } from '#web/parts/errors.ts';
import { areaField, type Choice, checkboxes, radios, selectField, textField } from '#web/parts/field.ts';
import { hidden } from '#web/parts/form.ts';
import { valueWord } from '#web/value-words.ts';
import { type Kind, readField } from './read-field.ts';
import { COOPERATION_TEXTS } from './texts.ts';
import { helpFor, wordFor } from './value.ts';

const T = COOPERATION_TEXTS.form;
const FEW_CHOICES = 5;
/** Filled in from who signs in and from whom it is for. */
const FILLED_IN = new Set(['person', 'person_name', 'to_state']);

export type Fields = Readonly<Record<string, string | string[] | undefined>>;
type Schema = TSchema & {
  readonly enum?: readonly string[];
  readonly const?: string | boolean;
  readonly type?: string;
  readonly items?: TSchema;
};

function kindOf(schema: TSchema): Kind {
  switch (schema) {
    case Text:
      return 'text';
    case Line:
      return 'line';
    case InstantText:
      return 'instant';
    case Day:
      return 'day';
    case Digest:
      return 'digest';
    case PartyId:
      return 'party';
    case Territory:
      return 'state';
  }
  const { enum: values, const: fixed, type, items } = schema as Schema;
  if (values !== undefined) return 'choice';
  if (fixed !== undefined) return fixed === true ? 'tick' : 'constant';
  if (type === 'boolean') return 'yes-no';
  if (type === 'integer') return 'number';
  if (items === Indicator) return 'indicators';
  if (items === PartyId) return 'parties';
  return (items as Schema | undefined)?.enum === undefined ? 'lines' : 'choices';
}

/** Claims of a type that a person fills in, in the type's order. */
function asked(type: StatementType): readonly (readonly [string, ClaimSpec, Kind])[] {
  return Object.entries(type.claims)
    .filter(
      ([name, { schema }]) => !Object.hasOwn(COMMON_CLAIMS, name) && !FILLED_IN.has(name) && schema !== PersonRef,
    )
    .map(([name, spec]) => [name, spec, kindOf(spec.schema)] as const);
}

export type PartyChoice = { readonly party: string; readonly name: string };
export type FormSetting = {
  readonly parties: readonly PartyChoice[];
  readonly states: readonly { readonly code: string; readonly name: string }[];
  /** Digests a reference may be, with what they are called; where one is given, it stands fixed. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Only an answer can leave the room of a question. */
  readonly answers: boolean;
};

export function fieldsFor(
  type: StatementType,
  typed: Fields,
  errors: FieldErrors,
  setting: FormSetting,
): readonly Markup[] {
  return asked(type)
    .filter(([name]) => setting.answers || name !== 'crossing')
    .map(([name, spec, kind]) => fieldFor(type.name, name, spec, kind, typed, errors, setting));
}

/** One field with all that its drawing rests on. */
type Drawn = {
  readonly type: string;
  readonly name: string;
  readonly spec: ClaimSpec;
  readonly kind: Kind;
  readonly value: string;
  readonly chosen: readonly string[];
  readonly error: ErrorText | undefined;
  readonly setting: FormSetting;
};

function fieldFor(
  type: string,
  name: string,
  spec: ClaimSpec,
  kind: Kind,
  typed: Fields,
  errors: FieldErrors,
  setting: FormSetting,
): Markup {
  const fixed = setting.fixed[name];
  if (fixed !== undefined) return hidden(name, fixed);
  const value = [typed[name] ?? ''].flat()[0] ?? '';
  const chosen = [typed[name] ?? []].flat();
  const drawn = { type, name, spec, kind, value, chosen, error: errors.get(name), setting };
  return choiceField(drawn) ?? writtenField(drawn);
}

function helped({ type, name, spec: { required, help: explained }, error }: Drawn, more?: string) {
  const helps = [explained && helpFor(type, name), more].filter((one) => one !== undefined);
  const help = html`${helps.map((one, at) => html`${at > 0 && html`<br>`}${one}`)}`;
  return {
    name,
    label: claimLabel(type, name),
    optional: !required,
    error,
    ...(helps.length === 0 ? {} : { help }),
  };
}

/** What is chosen from a list; undefined for what is written. */
function choiceField(drawn: Drawn): Markup | undefined {
  const { name, spec, kind, value, chosen, setting } = drawn;
  const { enum: values = [], items, const: constant } = spec.schema as Schema;
  const pick = (choices: readonly Choice[]) =>
    selectField({ ...helped(drawn), choices: [{ value: '', label: T.choose }, ...choices] });
  const parties = setting.parties.map((one) => ({
    value: one.party,
    label: one.name,
    words: 'name' as const,
    checked: chosen.includes(one.party),
  }));
  switch (kind) {
    case 'choice': {
      const choices = choicesOf(name, values, chosen);
      return choices.length > FEW_CHOICES ? pick(choices) : radios({ ...helped(drawn), choices });
    }
    case 'choices': {
      const choices = choicesOf(name, (items as Schema).enum ?? [], chosen);
      return checkboxes({ ...helped(drawn), columns: true, choices });
    }
    case 'tick': {
      const { help: _, ...own } = helped(drawn);
      return checkboxes({
        ...own,
        choices: [
          { value: 'yes', label: (spec.help && helpFor(drawn.type, name)) ?? T.yes, checked: value === 'yes' },
        ],
      });
    }
    case 'constant':
      return hidden(name, String(constant));
    case 'yes-no':
      return radios({ ...helped(drawn), choices: yesOrNo(value) });
    case 'party':
      return pick(parties);
    case 'parties':
      return checkboxes({ ...helped(drawn), choices: parties });
    case 'state':
      return pick(
        setting.states.map(({ code, name: label }) => ({ value: code, label, checked: value === code })),
      );
    default:
      return undefined;
  }
}

function yesOrNo(value: string): readonly Choice[] {
  return [
    { value: 'yes', label: T.yes, checked: value === 'yes' },
    { value: 'no', label: T.no, checked: value === 'no' },
  ];
}

function writtenField(drawn: Drawn): Markup {
  const { name, kind, value } = drawn;
  switch (kind) {
    case 'text':
      return areaField({ ...helped(drawn), rows: 4, value });
    case 'lines':
      return areaField({ ...helped(drawn, name === 'languages' ? T.languages : T.oneEach), rows: 3, value });
    case 'indicators':
      return areaField({ ...helped(drawn, T.indicators), rows: 3, value, spellcheck: false });
    case 'instant':
      return textField({ ...helped(drawn, T.utc), type: 'datetime-local', width: 'short', value });
    case 'day':
      return textField({ ...helped(drawn), width: 'short', value });
    case 'number':
      return textField({ ...helped(drawn), type: 'number', width: 'tiny', value });
    default:
      return textField({ ...helped(drawn), value, spellcheck: kind === 'line' });
  }
}

function choicesOf(claim: string, values: readonly string[], chosen: readonly string[]): Choice[] {
  return values.map((value) => ({
    value,
    label: wordFor(claim, value) ?? valueWord(claim, value) ?? value,
    checked: chosen.includes(value),
  }));
}

/** What was typed, as claims; what is left empty is no claim. Shapes are checked against the type afterwards. */
export function claimsFrom(type: StatementType, typed: Fields): Outcome<Record<string, JsonValue>> {
  const claims: Record<string, JsonValue> = {};
  for (const [name, , kind] of asked(type)) {
    const values = [typed[name] ?? []].flat().map((one) => one.trim());
    const value = values[0] ?? '';
    if (value === '') continue;
    if (/[⟨⟩]/u.test(value)) return refuseSpoken('field-malformed', T.bracketsLeft, name);
    const read = readField(kind, value, values);
    if (!read.ok) return refuse('field-malformed', read.refusal.sentence, name);
    claims[name] = read.value;
  }
  return accept(claims);
}

/** Claims back into what a form shows: of a template, or of a draft that is changed. */
export function typedFrom(type: StatementType, claims: Readonly<Record<string, JsonValue>>): Fields {
  const typed: Record<string, string | string[]> = {};
  for (const [name, , kind] of asked(type)) {
    const value = claims[name];
    if (value === undefined) continue;
    if (kind === 'tick' || kind === 'yes-no') typed[name] = value === true ? 'yes' : 'no';
    else if (kind === 'instant' && typeof value === 'string') typed[name] = value.slice(0, 16);
    else if (kind === 'indicators' && Array.isArray(value)) {
      typed[name] = (value as { kind: string; value: string }[])
        .map((one) => `${one.kind} ${one.value}`)
        .join('\n');
    } else if (Array.isArray(value)) {
      const texts = value.filter((one): one is string => typeof one === 'string');
      typed[name] = kind === 'lines' ? texts.join('\n') : texts;
    } else if (typeof value === 'string' || typeof value === 'number') typed[name] = String(value);
  }
  return typed;
}

/** The fields of a form that an error may stand at. */
export function fieldNames(type: StatementType): readonly string[] {
  return asked(type).map(([name]) => name);
}
