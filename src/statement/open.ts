import { accept, type Outcome } from '#outcome.ts';
import type { StatementShapeCode } from './codes.ts';
import { type Disclosure, disclosuresOf } from './disclosure.ts';
import type { Claim } from './draft.ts';
import type { Verified } from './parse.ts';
import type { StatementType } from './statement-type.ts';

/** A verified statement with the claims it discloses. */
export type Opened = {
  readonly disclosures: readonly Disclosure[];
  readonly claims: ReadonlyMap<string, Claim>;
  /** True when we do not know this type (or version); its claims can still be read. */
  readonly unknownType: boolean;
  /** Names of disclosed claims that our version of the type does not know. */
  readonly unknownClaims: readonly string[];
};

/** Reads the claims. `type` is the statement type of its `vct` where we know it. */
export function open(verified: Verified, type: StatementType | undefined): Outcome<Opened, StatementShapeCode> {
  if (type !== undefined && type.vct !== verified.vct) {
    throw new TypeError(`open: a statement of ${verified.vct} was given the type ${type.vct}`);
  }
  const read = disclosuresOf(verified.disclosures);
  if (!read.ok) return read;
  const disclosures = read.value;
  const claims = new Map<string, Claim>();
  for (const { claim } of disclosures) claims.set(claim.name, claim);
  const unknownClaims =
    type === undefined ? [] : [...claims.keys()].filter((name) => !Object.hasOwn(type.claims, name));
  return accept({ disclosures, claims, unknownType: type === undefined, unknownClaims });
}
