/** How the fields of one claim are called: `effects.0.hours`, and beside a field what is said of it. */
import type { Fields } from '#site/form-body.ts';

export type Typed = Fields;

/** "I do not know yet", "does not apply". */
export const KNOWN_PART = '.known';
/** "This is an estimate." */
export const ESTIMATE_PART = '.estimate';
/** A party or person that is not in the list, by its identifier. */
export const ID_PART = '.id';

/** Fields of the form itself; no claim can have a name with a hyphen in it. */
export const STEP_FIELD = 'form-step';
export const MORE_FIELD = 'form-more';

/** The rows of several things that have fields of their own, in order. */
export function rowsTyped(typed: Typed, name: string): readonly number[] {
  const rows = new Set<number>();
  for (const field of Object.keys(typed)) {
    if (!field.startsWith(`${name}.`)) continue;
    const row = /^(\d{1,3})\./u.exec(field.slice(name.length + 1))?.[1];
    if (row !== undefined) rows.add(Number(row));
  }
  return [...rows].sort((one, other) => one - other);
}
