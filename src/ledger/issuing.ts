/** Salting and signing one statement: on the appender's thread, and in the issuing threads beside it. */
import { primitives } from '#primitives';
import type { Claim } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import type { SigningKey } from '#statement/jwk.ts';
import type { Envelope } from '#statement/parse.ts';
import { joinDisclosures } from './held.ts';

/** Everything but the key; numbered, and judged to be signable. */
export type IssueJob = { readonly envelope: Envelope; readonly claims: readonly Claim[] };

/** A statement with its signature. Nobody may see it before its transaction has committed. */
export type IssuedText = { readonly jwt: string; readonly digest: string; readonly disclosures: string };

const randomBytes = (length: number): Uint8Array => primitives.randomBytes(length);

export function issueNow({ envelope, claims }: IssueJob, key: SigningKey): IssuedText {
  const prepared = prepare(envelope, claims, key, randomBytes);
  if (!prepared.ok) throw new Error(`issue a statement: ${prepared.refusal.sentence}`);
  const { jwt, digest, disclosures } = sign(prepared.value, key);
  return { jwt, digest, disclosures: joinDisclosures(disclosures) };
}
