import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import type { ClaimCode } from './codes.ts';
import { isClaimName, isMarking, NOT_PLAIN } from './disclosure.ts';
import type { Claim, Draft, JsonValue } from './draft.ts';
import { refuseUnfitJson } from './json.ts';
import { MAX_CLAIM_VALUE_BYTES, MAX_CLAIMS, MAX_VALUE_DEPTH } from './limits.ts';
import { isPlain } from './raw-disclosure.ts';
import { type ClaimSpec, COMMON_CLAIMS, type StatementType } from './statement-type.ts';
import { markingOf, secretsIn } from './traits.ts';
import { departure, fits } from './validator.ts';

const MAX_BYTES_PER_CHARACTER = 3;
const MARKING_MEMBERS = ['tlp', 'pap', 'uses', 'audience'];
const encoder = new TextEncoder();

/**
 * What a party wants to say, against its type: the type's own claims with the markings they will carry, in the type's
 * order. The common claims are not the author's to give; whoever numbers the statement adds them by {@link mark}.
 */
export function checkDraft(type: StatementType, draft: Draft): Outcome<readonly Claim[], ClaimCode> {
  if (draft.type !== type.name) {
    return refuse('type-mismatch', `This is a draft of ${draft.type}, not of ${type.name}.`, 'type');
  }
  for (const name of Object.keys(draft.claims)) {
    if (Object.hasOwn(COMMON_CLAIMS, name)) {
      return refuse(
        'claim-reserved',
        'This claim is filled in when the statement is signed; leave it out.',
        at(name),
      );
    }
  }
  if (!fits(COMMON_CLAIMS.case!.schema, draft.case)) {
    return refuse('claim-shape', 'The case is named by a UUID in lower case.', 'case');
  }
  const marked = mark(type, draft.claims, draft.markings);
  if (!marked.ok) return marked;
  const fault = refuseClaims(type, marked.value, (name) => !Object.hasOwn(COMMON_CLAIMS, name));
  return fault === undefined ? marked : { ok: false, refusal: fault };
}

/** A whole statement's claims against its type, the common ones included: what a party signed by itself, say. */
export function checkClaims(type: StatementType, claims: readonly Claim[]): Outcome<null, ClaimCode> {
  const fault = refuseClaims(type, claims, () => true);
  return fault === undefined ? accept(null) : { ok: false, refusal: fault };
}

/**
 * Gives values the markings of their type, tightened or loosened as the issuer wishes. Wishes for common claims may
 * stand among the others; a wish for a claim that is neither common nor given is a mistake, and refused.
 */
export function mark(
  type: StatementType,
  values: Readonly<Record<string, JsonValue>>,
  wishes: Draft['markings'] = {},
): Outcome<readonly Claim[], ClaimCode> {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(type.claims, name)) {
      return refuse('claim-unknown', `A statement of type ${type.name} has no claim of this name.`, at(name));
    }
  }
  for (const [name, wish] of Object.entries(wishes)) {
    if (!Object.hasOwn(values, name) && !Object.hasOwn(COMMON_CLAIMS, name)) {
      return refuse('marking-for-absent-claim', 'A marking is given for a claim that is not.', `markings/${name}`);
    }
    if (!isWish(wish)) {
      return refuse('claim-marking-malformed', 'A marking has tlp, pap, uses and audience.', `markings/${name}`);
    }
  }
  const claims: Claim[] = [];
  const secret = secretsIn(type, values);
  for (const [name] of claimsOf(type)) {
    if (!Object.hasOwn(values, name)) continue;
    const wish = Object.hasOwn(wishes, name) ? wishes[name] : undefined;
    const marking = markingOf(type, name, secret, wish);
    if (!isMarking(marking)) {
      return refuse('claim-marking-malformed', 'A label, use or audience is not a known one.', `markings/${name}`);
    }
    claims.push({ name, value: values[name]!, marking });
  }
  return accept(claims);
}

/** Names of claims that do not have the shape their type gives them: readable in a foreign statement, but flagged. */
export function misshapenClaims(type: StatementType, claims: Iterable<Claim>): readonly string[] {
  const names: string[] = [];
  for (const { name, value } of claims) {
    const spec = Object.hasOwn(type.claims, name) ? type.claims[name] : undefined;
    if (spec !== undefined && !fits(spec.schema, value)) names.push(name);
  }
  return names;
}

type NamedClaims = readonly (readonly [string, ClaimSpec])[];
/** Types are few and made once; their claims are walked with every statement. */
const listed = new WeakMap<StatementType['claims'], NamedClaims>();

function claimsOf({ claims }: StatementType): NamedClaims {
  let named = listed.get(claims);
  if (named === undefined) {
    named = Object.entries(claims);
    listed.set(claims, named);
  }
  return named;
}

function refuseClaims(
  type: StatementType,
  claims: readonly Claim[],
  isDue: (name: string) => boolean,
): Refusal<ClaimCode> | undefined {
  if (claims.length > MAX_CLAIMS) {
    return { code: 'claim-too-many', sentence: `A statement has at most ${MAX_CLAIMS} claims.` };
  }
  const names = new Set<string>();
  for (const claim of claims) {
    if (names.has(claim.name)) {
      return { code: 'claim-twice', sentence: 'A claim stands once in a statement.', place: at(claim.name) };
    }
    names.add(claim.name);
    const fault = refuseClaim(type, claim);
    if (fault !== undefined) return fault;
  }
  for (const [name, spec] of claimsOf(type)) {
    if (spec.required && isDue(name) && !names.has(name)) {
      return { code: 'claim-missing', sentence: `"${spec.label}" must be answered.`, place: at(name) };
    }
  }
  return undefined;
}

function refuseClaim(type: StatementType, { name, value, marking }: Claim): Refusal<ClaimCode> | undefined {
  const spec = Object.hasOwn(type.claims, name) ? type.claims[name] : undefined;
  if (spec === undefined || !isClaimName(name)) {
    const sentence = `A statement of type ${type.name} has no claim of this name.`;
    return { code: 'claim-unknown', sentence, place: at(name) };
  }
  const unfit = refuseUnfitJson(value, MAX_VALUE_DEPTH);
  if (unfit !== undefined) return { ...unfit.refusal, place: at(name) };
  if (!isPlain(value)) return { code: 'claim-value-unfit', sentence: NOT_PLAIN, place: at(name) };
  if (isTooLarge(value)) {
    const sentence = `A value may have at most ${MAX_CLAIM_VALUE_BYTES} bytes; attach longer matter as evidence.`;
    return { code: 'claim-too-large', sentence, place: at(name) };
  }
  if (!fits(spec.schema, value)) {
    const { pointer, expected } = departure(spec.schema, value);
    return {
      code: 'claim-shape',
      sentence: `"${spec.label}": the value ${expected}.`,
      place: `${at(name)}${pointer}`,
    };
  }
  if (!isMarking(marking)) {
    const sentence = 'The marking of this claim is not a valid one.';
    return { code: 'claim-marking-malformed', sentence, place: at(name) };
  }
  return undefined;
}

function isTooLarge(value: JsonValue): boolean {
  const text = JSON.stringify(value);
  if (text.length * MAX_BYTES_PER_CHARACTER <= MAX_CLAIM_VALUE_BYTES) return false;
  return encoder.encode(text).length > MAX_CLAIM_VALUE_BYTES;
}

function isWish(wish: unknown): boolean {
  if (typeof wish !== 'object' || wish === null) return false;
  return Object.keys(wish).every((name) => MARKING_MEMBERS.includes(name));
}

function at(name: string): string {
  return `claims/${name}`;
}
