import { FORM_FIELDS_LIMIT } from './limits.ts';

/**
 * Fields of a form (application/x-www-form-urlencoded) as an object without prototype: one value is a string, a
 * repeated name an array. Fields beyond the limit are dropped, so that the handler finds them missing.
 */
export function formParser(body: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null);
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    if (++count > FORM_FIELDS_LIMIT) break;
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[name] = [known, value];
  }
  return fields;
}
