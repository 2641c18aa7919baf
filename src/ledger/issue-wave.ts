/** Numbers the statements of a wave, and has them salted and signed. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { mark } from '#statement/check.ts';
import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import { prepare } from '#statement/issue.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { MAX_CLAIM_VALUE_BYTES, MAX_DISCLOSED_CHARACTERS } from '#statement/limits.ts';
import type { Parsed } from '#statement/parse.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import type { AdmissionCode, Admitted, OwnStatement } from './admission.ts';
import type { Appending, Item } from './appending.ts';
import { joinDisclosures } from './held.ts';
import { type IssuedText, type IssueJob, issueNow } from './issuing.ts';
import type { IssuingThreads } from './issuing-threads.ts';
import { ISSUED_AT_ONCE, MAX_SIGNED_AGE_SECONDS, MAX_SIGNED_AHEAD_SECONDS, THREADS_FROM } from './limits.ts';
import type { Numbers } from './numbers.ts';
import { personRef } from './person-ref.ts';
import { signerUnknown } from './prove-signed.ts';
import { type Chunk, SharedChunks } from './shared-chunks.ts';

/** A statement of ours that has its number, and lacks at most its signature. */
export type Numbered = { readonly kid: string; readonly claims: readonly Claim[] } & (
  | { readonly job: IssueJob; readonly signer: SigningKey }
  | { readonly issued: IssuedText }
);

/** Refuses before a number is taken: a gap in a party's numbers would look like an omission. */
export async function numberOne(
  own: OwnStatement,
  { admitted: { actor }, signsNow }: Item,
  appending: Appending,
): Promise<Outcome<Numbered, AdmissionCode>> {
  if (own.signed !== null) {
    return signsNow === true ? acceptSigned(own, own.signed, appending) : signerUnknown(own.signed);
  }
  const { draft, type } = own;
  const signer = await appending.signers.signerFor(draft);
  if (!signer.ok) return signer;
  const numbers = appending.numbers.next(draft.issuer, draft.case);
  const common = mark(type, commonClaims(draft, actor, numbers, appending.at), commonWishes(draft));
  if (!common.ok) return common;
  const claims = [...common.value, ...own.claims];
  const { origin: log, realm } = appending.home;
  const envelope = { issuer: draft.issuer, vct: type.vct, log, realm };
  if (!isSureToFit(own.claims)) {
    const prepared = prepare(envelope, claims, signer.value, (length) => new Uint8Array(length));
    if (!prepared.ok) return prepared;
  }
  appending.numbers.take(draft.issuer, draft.case, numbers);
  return accept({ kid: signer.value.kid, claims, job: { envelope, claims }, signer: signer.value });
}

/** Values of the largest size that fit into one statement beside the common claims. */
const VALUES_SURE_TO_FIT = Math.floor(MAX_DISCLOSED_CHARACTERS / (MAX_CLAIM_VALUE_BYTES * 1.5));
/** JSON text that fits whatever it is made of: three bytes a character, four characters of base64url for three bytes. */
const CHARACTERS_SURE_TO_FIT = MAX_DISCLOSED_CHARACTERS / 8;

/** The one refusal of salting that the checks before it do not dryRun; tried out only where it could be. */
function isSureToFit(claims: readonly Claim[]): boolean {
  return claims.length <= VALUES_SURE_TO_FIT || JSON.stringify(claims).length <= CHARACTERS_SURE_TO_FIT;
}

/** Statements of ours on their way to be issued: what is to be signed here is shared with the issuing threads. */
export type Issuing = {
  readonly numbered: readonly Numbered[];
  readonly places: Places;
  readonly shared: SharedChunks;
};

/** Where the statements of each chunk stand in the list. */
type Places = readonly (readonly number[])[];

/** The threads begin at once, unless there is so little to do that they are better left alone. */
export function beginIssuing(numbered: readonly Numbered[], threads: IssuingThreads): Issuing {
  if (numbered.length >= THREADS_FROM) threads.start();
  const open = new Map<string, number[]>();
  const places: number[][] = [];
  for (const [place, one] of numbered.entries()) {
    if (!('job' in one)) continue;
    let chunk = open.get(one.kid);
    if (chunk === undefined || chunk.length === ISSUED_AT_ONCE) {
      chunk = [];
      open.set(one.kid, chunk);
      places.push(chunk);
    }
    chunk.push(place);
  }
  const jobs = numbered as readonly Extract<Numbered, { readonly job: IssueJob }>[];
  const chunks = places.map(
    (chunk): Chunk => ({
      jobs: chunk.map((place) => (jobs[place] as (typeof jobs)[number]).job),
      signer: (jobs[chunk[0] as number] as (typeof jobs)[number]).signer,
    }),
  );
  const shared = chunks.length > 1 ? threads.share(chunks) : new SharedChunks(chunks, [[...chunks.keys()]]);
  return { numbered, places, shared };
}

/** Hands each chunk on as soon as it is signed, in any order, with the places it has in the list. */
export async function issueAll(
  { numbered, places, shared }: Issuing,
  store: (places: readonly number[], issued: readonly IssuedText[]) => Promise<void>,
): Promise<void> {
  const storing = shared.issued.map(async (issued, chunk) => store(places[chunk] ?? [], await issued));
  for (const [place, one] of numbered.entries()) if ('issued' in one) storing.push(store([place], [one.issued]));
  // Heard below; until then a failure must not count as unheard.
  for (const stored of storing) stored.catch(() => undefined);
  for (let chunk = shared.take(); chunk !== undefined; chunk = shared.take()) {
    const { jobs, signer } = shared.chunks[chunk] as Chunk;
    try {
      shared.settle(
        chunk,
        jobs.map((job) => issueNow(job, signer)),
      );
    } catch (failure) {
      shared.fail(failure);
    }
    // Lets in what the threads have finished meanwhile.
    if (shared.lanes.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  // All must have ended before the transaction does, also when one has failed.
  const ended = await Promise.allSettled(storing);
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw new Error('issue statements', { cause: failed.reason });
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

/** A party that keeps its own key must have counted as we do. */
function acceptSigned(
  own: OwnStatement,
  parsed: Parsed,
  { at, numbers }: Appending,
): Outcome<Numbered, AdmissionCode> {
  const claims = new Map(own.claims.map((claim) => [claim.name, claim]));
  const age = Math.floor(at.epochMilliseconds / 1000) - Number(claims.get('iat')?.value);
  if (age < -MAX_SIGNED_AHEAD_SECONDS) {
    return refuse('iat-in-future', 'The statement is dated later than now; set the clock right.', 'claims/iat');
  }
  if (age > MAX_SIGNED_AGE_SECONDS) {
    return refuse(
      'iat-too-old',
      phrase`The statement was signed over ${MAX_SIGNED_AGE_SECONDS} s ago.`,
      'claims/iat',
    );
  }
  const { issuer, case: caseId } = own.draft;
  const next = numbers.next(issuer, caseId);
  if (claims.get('number')?.value !== next.number) {
    return refuse(
      'number-unexpected',
      phrase`The party's next running number is ${next.number}.`,
      'claims/number',
    );
  }
  if (claims.get('case_number')?.value !== next.caseNumber) {
    const sentence = phrase`The party's next number in this case is ${next.caseNumber}.`;
    return refuse('case-number-unexpected', sentence, 'claims/case_number');
  }
  numbers.take(issuer, caseId, next);
  const { jwt, digest, kid } = parsed;
  const disclosures = joinDisclosures(parsed.disclosures.map((disclosure) => disclosure.encoded));
  return accept({ kid, claims: own.claims, issued: { jwt, digest, disclosures } });
}
