import type { TSchema } from 'typebox';
import { Check, Compile, Errors } from 'typebox/schema';

/** Where a value departs from its schema: a JSON pointer into the value, and what was expected there. */
export type Departure = { readonly pointer: string; readonly expected: string };

/**
 * A page's policy forbids generated code, and merely asking whether it may run is reported as a violation. So code is
 * generated on a server only (some forty times faster), and interpreted in a browser; the verdict is the same.
 */
const MAY_GENERATE_CODE = 'process' in globalThis;
const compiled = new WeakMap<TSchema, (value: unknown) => boolean>();

export function fits(schema: TSchema, value: unknown): boolean {
  let check = compiled.get(schema);
  if (check === undefined) {
    check = MAY_GENERATE_CODE ? compile(schema) : (candidate) => Check(schema, candidate);
    compiled.set(schema, check);
  }
  return check(value);
}

function compile(schema: TSchema): (value: unknown) => boolean {
  const validator = Compile(schema);
  return (value) => validator.Check(value);
}

/** The most telling departure of a value that does not fit: the deepest one, and the first of those. */
export function departure(schema: TSchema, value: unknown): Departure {
  const [, found] = Errors(schema, value);
  const telling = found.filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'anyOf');
  const deepest = telling.toSorted((one, other) => depthOf(other.instancePath) - depthOf(one.instancePath))[0];
  return deepest === undefined
    ? { pointer: '', expected: 'must have one of the forms of this claim' }
    : { pointer: deepest.instancePath, expected: deepest.message };
}

function depthOf(pointer: string): number {
  return pointer.split('/').length;
}
