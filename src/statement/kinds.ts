/**
 * Kinds of claims: how a value is asked for, read and written follows from what its type declares, once. A kind is a
 * schema that may be named; of a schema without a name the kind is read off its form.
 */
import { type TSchema, Type } from 'typebox';

export type KindName =
  | 'line'
  | 'text'
  | 'word'
  | 'instant'
  | 'day'
  | 'time'
  | 'party'
  | 'person'
  | 'state'
  | 'digest'
  | 'case'
  | 'seconds'
  | 'number'
  | 'yes-no'
  | 'tick'
  | 'constant'
  | 'choice'
  | 'many'
  | 'group'
  | 'indicator'
  | 'json';

export type Kind = {
  readonly name: KindName;
  readonly schema: TSchema;
  /** Of a choice: what a statement says for each thing that can be chosen. */
  readonly values?: readonly string[];
  /** In which list its words stand, or how it is drawn; without one, a choice has the list of its claim's name. */
  readonly words?: string;
  /** Of several: what each of them is. */
  readonly of?: Kind;
  readonly members?: readonly Member[];
  /** It may be said that it is not known yet, or does not apply. */
  readonly unknown?: true;
  /** It may be said as an estimate. */
  readonly estimate?: true;
};

export type Member = { readonly name: string; readonly kind: Kind; readonly required: boolean };

/** What a schema says of its kind beside its form. */
export type Hint = { readonly name?: KindName; readonly words?: string };

type Form = TSchema & {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Form[];
  readonly items?: Form;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly required?: readonly string[];
};

const MAX_LINE_CHARACTERS = 300;
const MAX_TEXT_CHARACTERS = 4_000;
/** A string that may be longer is written in several lines. */
const LONGEST_LINE = 512;

/** Kept on the schema itself, since making a member optional copies it; never written into what is published. */
const HINT = Symbol('kind');
const kinds = new WeakMap<TSchema, Kind>();

/** Names the kind of a schema, or the list in which the words of its values stand. The schema stays what it was. */
export function ofKind<Schema extends TSchema>(hint: KindName | Hint, schema: Schema): Schema {
  Object.defineProperty(schema, HINT, { value: typeof hint === 'string' ? { name: hint } : hint });
  return schema;
}

/** A kind of a name; {@link kindOf} reads the rest off the schema. */
export function kind(hint: KindName | Hint, schema: TSchema): Kind {
  return kindOf(ofKind(hint, schema));
}

export const line = kind('line', Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS }));
export const text = kind('text', Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS }));
export const yesNo = kind('yes-no', Type.Boolean());
/** Said or left unsaid: there is no other value. */
export const tick = kind('tick', Type.Literal(true));

/** One of a closed list. */
export function choice(values: readonly string[], words?: string): Kind {
  return kind({ name: 'choice', ...(words === undefined ? {} : { words }) }, Type.Enum([...values]));
}

/** Several of a kind, each once. */
export function many(of: Kind | TSchema, most: number, least = 1): Kind {
  return kindOf(Type.Array(schemaOf(of), { minItems: least, maxItems: most, uniqueItems: true }));
}

export function number(least: number, most: number): Kind {
  return kindOf(Type.Integer({ minimum: least, maximum: most }));
}

export function isKind(one: Kind | TSchema): one is Kind {
  return 'schema' in one && 'name' in one && typeof (one as Kind).name === 'string';
}

export function schemaOf(one: Kind | TSchema): TSchema {
  return isKind(one) ? one.schema : one;
}

/** The kind of a schema: as it was named, else by its form. */
export function kindOf(schema: TSchema): Kind {
  let known = kinds.get(schema);
  if (known === undefined) {
    known = read(schema as Form);
    kinds.set(schema, known);
  }
  return known;
}

function read(schema: Form): Kind {
  const hint = (schema as { readonly [HINT]?: Hint })[HINT];
  const named = { schema, ...(hint?.words === undefined ? {} : { words: hint.words }) };
  if (hint?.name !== undefined) return { ...named, ...formOf(schema), name: hint.name };
  return { ...named, ...formOf(schema) };
}

type Formed = Omit<Kind, 'schema' | 'words'> & Partial<Pick<Kind, 'words'>>;

function formOf(schema: Form): Formed {
  const { anyOf, enum: listed, const: fixed, type, items, properties } = schema;
  if (anyOf !== undefined) return ofUnion(anyOf);
  if (listed !== undefined) return { name: 'choice', values: listed.map(String) };
  if (fixed === true) return { name: 'tick' };
  if (fixed !== undefined) return { name: 'constant', values: [`${fixed as string | number | boolean}`] };
  if (type === 'boolean') return { name: 'yes-no' };
  if (type === 'integer' || type === 'number') return { name: 'number' };
  if (type === 'string') return { name: stringName(schema) };
  if (type === 'array' && items !== undefined) return { name: 'many', of: kindOf(items) };
  if (type === 'object' && properties !== undefined && Object.keys(properties).length > 0) return ofGroup(schema);
  return { name: 'json' };
}

function stringName({ pattern, maxLength }: Form): KindName {
  if (pattern !== undefined) return 'word';
  return maxLength !== undefined && maxLength <= LONGEST_LINE ? 'line' : 'text';
}

function ofGroup({ properties = {}, required = [] }: Form): Formed {
  const members = Object.entries(properties).map(([name, schema]) => ({
    name,
    kind: kindOf(schema),
    required: required.includes(name),
  }));
  return { name: 'group', members };
}

function ofUnion(forms: readonly Form[]): Formed {
  const [first, second] = forms;
  if (forms.length === 2 && first !== undefined && second !== undefined) {
    if (saysUnknown(second)) return { ...withoutSchema(kindOf(first)), unknown: true };
    if (isEstimateOf(second)) return { ...withoutSchema(kindOf(first)), estimate: true };
  }
  const values = forms.map((form) => form.const);
  return values.every((value) => typeof value === 'string') ? { name: 'choice', values } : { name: 'json' };
}

function withoutSchema({ schema: _schema, ...rest }: Kind): Formed {
  return rest;
}

function saysUnknown({ properties }: Form): boolean {
  return properties !== undefined && Object.keys(properties).length === 1 && properties.known !== undefined;
}

function isEstimateOf({ properties }: Form): boolean {
  return properties !== undefined && Object.keys(properties).length === 1 && properties.estimate !== undefined;
}

/** The form of a value that is said for itself, without "not known yet" and without "about". */
export function plainForm({ schema, unknown, estimate }: Kind): TSchema {
  let form = schema as Form;
  if (unknown === true && form.anyOf !== undefined) form = form.anyOf[0]!;
  if (estimate === true && form.anyOf !== undefined) form = form.anyOf[0]!;
  return form;
}
