/** Numbers, salts and signs the statements of one wave, all at once; verifies those that were signed elsewhere. */
import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { mark } from '#statement/check.ts';
import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import { type Issued, prepare, signAsync } from '#statement/issue.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { type Parsed, verify } from '#statement/parse.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import { type AdmissionCode, type Admitted, type Home, type OwnStatement, personRef } from './admission.ts';
import { MAX_SIGNED_AGE_SECONDS, MAX_SIGNED_AHEAD_SECONDS } from './limits.ts';
import type { NumberBook, Numbers } from './numbers.ts';
import type { Signers } from './signers.ts';

/** A statement of ours with its signature, which stays in memory until the transaction has committed. */
export type Signed = Issued & { readonly kid: string; readonly claims: ReadonlyMap<string, Claim> };

export type Issuing = {
  readonly home: Home;
  readonly at: Temporal.Instant;
  readonly numbers: NumberBook;
  readonly signers: Signers;
};

const randomBytes = (length: number): Uint8Array => primitives.randomBytes(length);

/** The signature of a draft is made off this thread, so that the next draft is salted meanwhile. */
export async function issue(
  own: OwnStatement,
  actor: Admitted['actor'],
  issuing: Issuing,
): Promise<Outcome<Promise<Signed>, AdmissionCode>> {
  if (own.signed !== null) return acceptSigned(own, own.signed, issuing);
  const { draft, type } = own;
  const signer = await issuing.signers.signerFor(draft);
  if (!signer.ok) return signer;
  const numbers = issuing.numbers.next(draft.issuer, draft.case);
  const common = mark(type, commonClaims(draft, actor, numbers, issuing.at), commonWishes(draft));
  if (!common.ok) return common;
  const claims = [...common.value, ...own.claims];
  const envelope = { issuer: draft.issuer, vct: type.vct, log: issuing.home.origin, realm: issuing.home.realm };
  const prepared = prepare(envelope, claims, signer.value, randomBytes);
  if (!prepared.ok) return prepared;
  issuing.numbers.take(draft.issuer, draft.case);
  return accept(finish(signAsync(prepared.value, signer.value), signer.value, claims));
}

async function finish(signing: Promise<Issued>, { kid }: SigningKey, claims: readonly Claim[]): Promise<Signed> {
  return { ...(await signing), kid, claims: new Map(claims.map((claim) => [claim.name, claim])) };
}

function commonClaims(draft: Draft, actor: Admitted['actor'], numbers: Numbers, at: Temporal.Instant) {
  const claims: Record<string, JsonValue> = {
    iat: Math.floor(at.epochMilliseconds / 1000),
    case: draft.case,
    number: numbers.number,
    case_number: numbers.caseNumber,
  };
  if (actor.kind === 'person') claims.author = personRef(actor);
  if (draft.approvals !== undefined && draft.approvals.length > 0) claims.approvals = draft.approvals;
  return claims;
}

function commonWishes({ markings }: Draft): Draft['markings'] {
  if (markings === undefined) return {};
  return Object.fromEntries(Object.entries(markings).filter(([name]) => Object.hasOwn(COMMON_CLAIMS, name)));
}

/** A party that keeps its own key must have counted as we do, and signed with a key that is its own by now. */
async function acceptSigned(
  own: OwnStatement,
  parsed: Parsed,
  { at, numbers, signers }: Issuing,
): Promise<Outcome<Promise<Signed>, AdmissionCode>> {
  const claims = new Map(own.claims.map((claim) => [claim.name, claim]));
  const key = await signers.verifierFor(parsed, own.type.name, claims);
  if (key === undefined) {
    return refuse('signer-unknown', `The key ${parsed.kid} does not sign for ${parsed.issuer} now.`, 'header/kid');
  }
  const verified = verify(parsed, key);
  if (!verified.ok) return verified;
  const age = Math.floor(at.epochMilliseconds / 1000) - Number(claims.get('iat')?.value);
  if (age < -MAX_SIGNED_AHEAD_SECONDS) {
    return refuse('iat-in-future', 'The statement is dated later than now; set the clock right.', 'claims/iat');
  }
  if (age > MAX_SIGNED_AGE_SECONDS) {
    return refuse('iat-too-old', `The statement was signed over ${MAX_SIGNED_AGE_SECONDS} s ago.`, 'claims/iat');
  }
  const { issuer, case: caseId } = own.draft;
  const next = numbers.next(issuer, caseId);
  if (claims.get('number')?.value !== next.number) {
    return refuse('number-unexpected', `The party's next running number is ${next.number}.`, 'claims/number');
  }
  if (claims.get('case_number')?.value !== next.caseNumber) {
    const sentence = `The party's next number in this case is ${next.caseNumber}.`;
    return refuse('case-number-unexpected', sentence, 'claims/case_number');
  }
  numbers.take(issuer, caseId);
  const { jwt, digest, kid } = parsed;
  const disclosures = parsed.disclosures.map((disclosure) => disclosure.encoded);
  return accept(Promise.resolve({ jwt, digest, kid, claims, disclosures }));
}
