/** A whole form for a type: what it asks, what was typed into it, and what is wrong with that. */
import type { Refusal } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { kindOf } from '#statement/kinds.ts';
import { type ClaimSpec, COMMON_CLAIMS, type StatementType } from '#statement/statement-type.ts';
import type { Markup } from '#web/html.ts';
import { type FieldErrors, refusalErrors } from '#web/parts/errors.ts';
import { claimField, type FieldSetting } from './fields.ts';
import type { Typed } from './parts.ts';
import { readValue, type Wrong } from './read.ts';
import { SAYING } from './texts.ts';

/** Claims that a form does not ask, since the page fills them in. */
export type Unasked = ReadonlySet<string>;
const ALL_ASKED: Unasked = new Set();

/** Claims of a type that a person fills in, in the type's order. */
export function askedOf(
  type: StatementType,
  unasked: Unasked = ALL_ASKED,
): readonly (readonly [string, ClaimSpec])[] {
  return Object.entries(type.claims).filter(([name]) => !Object.hasOwn(COMMON_CLAIMS, name) && !unasked.has(name));
}

export function formFields(type: StatementType, setting: FieldSetting, unasked?: Unasked): readonly Markup[] {
  return askedOf(type, unasked).map(([name, spec]) => claimField(type, name, spec, setting));
}

export type ReadForm = { readonly claims: Readonly<Record<string, JsonValue>>; readonly errors: FieldErrors };

/** All that was typed, and all that is wrong with it: nobody mends one field only to hear of the next. */
export function readForm(type: StatementType, typed: Typed, unasked?: Unasked): ReadForm {
  const claims: Record<string, JsonValue> = {};
  const wrong: Wrong = new Map();
  for (const [name, spec] of askedOf(type, unasked)) {
    const before = wrong.size;
    const value = readValue(kindOf(spec.schema), typed, name, wrong);
    if (value !== undefined) claims[name] = value;
    else if (spec.required && wrong.size === before) wrong.set(name, SAYING.wrong.needed);
  }
  return { claims, errors: wrong };
}

/** What a check or a rule refuses, at the field of the claim that it names. */
export function formErrors(type: StatementType, refusal: Refusal): FieldErrors {
  const claim = refusal.place?.replace(/^claims\//u, '').split('/')[0];
  return refusalErrors(
    claim === undefined ? refusal : { ...refusal, place: claim },
    askedOf(type).map(([name]) => name),
  );
}
