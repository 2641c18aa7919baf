/** Which claims of a statement a release may carry, as its type says: the one place that reads those traits. */
import type { Bounds } from '#statement/claim-traits.ts';
import type { Claim } from '#statement/draft.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import type { Traits } from '#statement/traits.ts';

type Claims = ReadonlyMap<string, Pick<Claim, 'value'>>;

/** Who said and approved it inside a party is not for others. */
const PRIVATE: readonly string[] = ['author', 'approvals'];

export function isPrivate(name: string): boolean {
  return PRIVATE.includes(name);
}

/** The claims among these that tell who was hit. */
export function victimNamedBy(traits: Traits, type: string, names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => traits.namesVictim(type, name));
}

/** An operator's own statement names the victim by its signature alone; any other by the claims that are given. */
export function hidesVictim(
  traits: Traits,
  type: string,
  names: Iterable<string>,
  speaker: { readonly kind: string } | undefined,
): boolean {
  return speaker?.kind !== 'operator' && victimNamedBy(traits, type, names).length === 0;
}

/** Claims that stay where they are, and how far they may go; off the record only that a contact took place may be given. */
export function keptBack(
  traits: Traits,
  type: string,
  claims: Claims,
  names: Iterable<string> = claims.keys(),
): ReadonlyMap<string, Bounds | 'off-the-record'> {
  const offRecord = [...claims].some(([name, { value }]) => value === true && traits.claim(type, name).offRecord);
  const kept = new Map<string, Bounds | 'off-the-record'>();
  for (const name of names) {
    const { stays, spoken } = traits.claim(type, name);
    if (stays !== undefined) kept.set(name, stays);
    else if (offRecord && spoken === true) kept.set(name, 'off-the-record');
  }
  return kept;
}

/** What goes without a further reason: all but who spoke inside, who was hit, what stays, and trade secrets. */
export function givenFreely(traits: Traits, type: string, claims: Claims): readonly string[] {
  const kept = keptBack(traits, type, claims);
  const secret = traits.tradeSecrets(type, claims);
  return [...claims.keys()].filter(
    (name) => !isPrivate(name) && !kept.has(name) && !secret.has(name) && !traits.namesVictim(type, name),
  );
}

/**
 * Whether a claim of a change goes to whoever holds what it changes, without asking a person: what was given of that,
 * and what tells where the change belongs, what it changes and why; never who was hit.
 */
export function mayFollow(
  traits: Traits,
  type: string,
  given: 'all' | readonly string[],
): (name: string) => boolean {
  const allowed = given === 'all' ? undefined : new Set(given);
  return (name) => {
    const { names, structural, refers } = traits.claim(type, name);
    if (names === 'victim') return false;
    return (
      allowed?.has(name) !== false ||
      structural === true ||
      refers === 'changes' ||
      refers === 'same-as' ||
      (Object.hasOwn(COMMON_CLAIMS, name) && !isPrivate(name))
    );
  };
}
