import type { Field, Fields } from '#site/form-body.ts';
import type { ClaimSpec } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import { LIST_FIELDS, QUESTION_FIELDS, type QuestionField, readField } from './alert-questions.ts';

/** A link carries at most so many characters for one field, and so many names are answered for. */
export const LINK_VALUE_CHARACTERS_MOST = 1_500;
export const LINK_NAMES_MOST = 40;
const LINK_VALUES_MOST = 64;
const NAME_CHARACTERS_TOLD = 40;

/** Which fields of a form a link may fill in, and what may stand in each. */
export type LinkForm = Readonly<
  Record<string, { readonly several?: boolean; readonly fits: (value: Field) => boolean }>
>;
export type LinkRefusal = {
  readonly name: string;
  readonly because: 'unknown' | 'malformed' | 'too-long' | 'repeated' | 'too-many';
};
/** What a link proposes: values for a person to confirm, and the names that were not taken. */
export type LinkValues = { readonly fields: Fields; readonly refused: readonly LinkRefusal[] };

/** Shorter names for the fields that other desks fill in most. */
const ALERT_SHORT_NAMES: Readonly<Record<string, QuestionField>> = {
  kind: 'incident_type',
  sector: 'sectors',
  state: 'affected_states',
  title: 'description',
};

/** Everything that the five questions of an alert ask for. */
const ALERT_LINK: LinkForm = Object.fromEntries(
  Object.values(QUESTION_FIELDS)
    .flat()
    .map((name) => [
      name,
      { several: LIST_FIELDS.includes(name), fits: (value: Field) => readField(name, value).ok },
    ]),
);

/** Fields named as claims of a type, each fitting where the claim itself would. */
export function linkForm(claims: Readonly<Record<string, ClaimSpec>>, names: readonly string[]): LinkForm {
  return Object.fromEntries(
    names.map((name) => {
      const { schema } = claims[name]!;
      const several = isList(schema);
      return [name, { several, fits: (value: Field) => fits(schema, value) }];
    }),
  );
}

function isList(schema: ClaimSpec['schema']): boolean {
  return (schema as { readonly type?: unknown }).type === 'array';
}

export function readAlertLink(query: unknown): LinkValues {
  return readLink(ALERT_LINK, query, ALERT_SHORT_NAMES);
}

/**
 * Reads the query of a link to a form. Nothing here is trusted or kept: a value that its field would refuse is told and
 * left out, so that one mistake in somebody else's system does not cost the rest.
 */
export function readLink(
  form: LinkForm,
  query: unknown,
  shortNames: Readonly<Record<string, string>> = {},
): LinkValues {
  const fields: Record<string, Field> = {};
  const refused: LinkRefusal[] = [];
  for (const [name, value] of Object.entries((query ?? {}) as Fields).slice(0, LINK_NAMES_MOST)) {
    const field = Object.hasOwn(shortNames, name) ? shortNames[name]! : name;
    const read = readOne(form, field, value);
    const because = typeof read === 'string' ? read : Object.hasOwn(fields, field) ? 'repeated' : undefined;
    if (because !== undefined) refused.push({ name: name.slice(0, NAME_CHARACTERS_TOLD), because });
    else if (typeof read === 'object' && read.value !== undefined) fields[field] = read.value;
  }
  return { fields, refused };
}

/** The value as the form's field takes it; undefined where the name stands without one. */
function readOne(form: LinkForm, name: string, value: Field): { value: Field } | LinkRefusal['because'] {
  const spec = Object.hasOwn(form, name) ? form[name] : undefined;
  if (spec === undefined) return 'unknown';
  const given = [value ?? []].flat();
  if (given.length > 1 && spec.several !== true) return 'repeated';
  if (given.some((one) => one.length > LINK_VALUE_CHARACTERS_MOST)) return 'too-long';
  const split = spec.several === true ? given.flatMap((one) => one.split(',')) : given;
  const values = split.map((one) => one.trim()).filter((one) => one !== '');
  if (values.length > LINK_VALUES_MOST) return 'too-many';
  if (values.length === 0) return { value: undefined };
  if (values.some(hasControls)) return 'malformed';
  const taken = spec.several === true ? values : values[0]!;
  return spec.fits(taken) ? { value: taken } : 'malformed';
}

/** Line ends and tabs are text; every other control character is not. */
function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text.replaceAll(/[\n\r\t]/gu, ''));
}
