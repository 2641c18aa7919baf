/**
 * Who may say this about whom, and within which bounds: the one gate for what others say. The federation asks it when a
 * statement arrives, the ledger before it folds one into the views, so that neither believes what the other would not.
 * Who answers whom hangs on other statements besides, and is looked up where the answers are read.
 */
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { SayingCode } from './codes.ts';
import type { Claim } from './draft.ts';
import { COMMON_CLAIMS, type StatementType } from './statement-type.ts';
import { fits } from './validator.ts';

type Claims = ReadonlyMap<string, Claim>;

/**
 * The claims of a foreign statement that count for anything: those that its type knows, within their bounds, and none
 * but the common ones of a party that speaks of another as only that one may. The others are held, and can be shown.
 */
export function claimsThatCount(type: StatementType | undefined, issuer: string, claims: Claims): Claims {
  const known =
    type !== undefined && refuseSpeaker(type, issuer, claims) === undefined ? type.claims : COMMON_CLAIMS;
  const counting = [...claims].filter(([name, { value }]) => isWithin(known, name, value));
  return counting.length === claims.size ? claims : new Map(counting);
}

/** May this party say this, all of it? Refused at its arrival, where it would serve for nothing but what it claims. */
export function maySay(type: StatementType, issuer: string, claims: Claims): Outcome<null, SayingCode> {
  const wrong = refuseSpeaker(type, issuer, claims);
  if (wrong !== undefined) return { ok: false, refusal: wrong };
  for (const [name, { value }] of claims) {
    if (!Object.hasOwn(type.claims, name) || isWithin(type.claims, name, value)) continue;
    return refuse(
      'claim-out-of-bounds',
      phrase`"${name}" of this ${type.name} is not within its bounds.`,
      `claims/${name}`,
    );
  }
  return accept(null);
}

function refuseSpeaker(
  { saidBy, name }: StatementType,
  issuer: string,
  claims: Claims,
): Refusal<SayingCode> | undefined {
  if (saidBy.by !== 'itself') return undefined;
  const about = claims.get(saidBy.of);
  if (about === undefined || about.value === issuer) return undefined;
  const sentence = `A ${name} is said by the party it speaks of, not by ${issuer}.`;
  return { code: 'said-of-another', sentence, place: `claims/${saidBy.of}` };
}

function isWithin(known: StatementType['claims'], name: string, value: unknown): boolean {
  const spec = Object.hasOwn(known, name) ? known[name] : undefined;
  return spec !== undefined && fits(spec.schema, value);
}
