/**
 * What submissions of one batch may touch in common. A key is made here and nowhere else, so that nothing has two
 * spellings: two rules that speak of the same would otherwise not wait for each other.
 */

declare const made: unique symbol;
export type ConflictKey = string & { readonly [made]: true };

const SEPARATOR = ' ';

/** Lengths keep parts apart, whatever text of others they are made of. */
function keyOf(kind: string, parts: readonly string[]): ConflictKey {
  const [only] = parts;
  const rest = parts.length === 1 ? only : parts.map((part) => `${part.length}${SEPARATOR}${part}`).join('');
  return `${kind}${SEPARATOR}${rest}` as ConflictKey;
}

/** The keys that the ledger reads by itself for each statement; rules write them where they change what these name. */
export const conflictOf = {
  case: (id: string): ConflictKey => keyOf('case', [id]),
  /** Who a party is: its profile, keys and mandates. Read for each statement's issuer, speaker and approvers. */
  party: (did: string): ConflictKey => keyOf('party', [did]),
  statement: (digest: string): ConflictKey => keyOf('statement', [digest]),
  runningNumber: (party: string): ConflictKey => keyOf('running-number', [party]),
} as const;

/** The party of a person, who is named `<party did>#<uuid>`. */
export function conflictOfPerson(person: string): ConflictKey {
  return conflictOf.party(person.slice(0, person.indexOf('#')));
}

const KIND = /^[a-z][a-z-]*$/;
const kinds = new Set<string>(['case', 'party', 'statement', 'running-number']);

/** A kind of key of a room's own. Its name is taken once, so that no two rooms mean different things by one key. */
export function conflictKind<Parts extends readonly string[]>(name: string): (...parts: Parts) => ConflictKey {
  if (!KIND.test(name) || kinds.has(name)) throw new Error(`name a kind of conflict: "${name}" is no new name`);
  kinds.add(name);
  return (...parts) => keyOf(name, parts);
}
