import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { primitives } from '#primitives';
import { encodeBase64url, encodeTextBase64url } from './base64url.ts';
import type { StatementCode } from './codes.ts';
import { isClaimName, isMarking, NOT_PLAIN, writeDisclosure } from './disclosure.ts';
import type { Claim } from './draft.ts';
import { STATEMENT_TYP } from './jose-header.ts';
import { refuseUnfitJson } from './json.ts';
import type { SigningKey } from './jwk.ts';
import {
  MAX_CLAIMS,
  MAX_DISCLOSED_CHARACTERS,
  MAX_DISCLOSURE_CHARACTERS,
  MAX_VALUE_DEPTH,
  PADDED_DIGEST_COUNTS,
  SALT_BYTES,
} from './limits.ts';
import { type Envelope, isEnvelope } from './parse.ts';
import { isPlain } from './raw-disclosure.ts';

/** Everything of a statement but its signature. Nothing in it may be shown before it is signed and committed. */
export type Prepared = {
  /** Header and payload as they will be signed. */
  readonly signingInput: string;
  /** One for each claim, in the order of the claims. */
  readonly disclosures: readonly string[];
};

export type Issued = {
  /** The issuer-signed JWT, without disclosures. */
  readonly jwt: string;
  /** SHA-256 of `jwt`, base64url: the statement's identity and its log entry. */
  readonly digest: string;
  readonly disclosures: readonly string[];
};

const DIGEST_BYTES = 32;
const encoder = new TextEncoder();

/**
 * Salts and commits to the claims. `randomBytes` is the only source of chance, so a replay gives the same bytes; it is
 * called once. Digests are sorted, and filled up with decoys that nobody can tell from digests.
 */
export function prepare(
  envelope: Envelope,
  claims: readonly Claim[],
  signer: Pick<SigningKey, 'alg' | 'kid'>,
  randomBytes: (length: number) => Uint8Array,
): Outcome<Prepared, StatementCode> {
  const fault = refuseUnsignable(envelope, claims);
  if (fault !== undefined) return fault;
  const padded = PADDED_DIGEST_COUNTS.find((count) => count >= claims.length)!;
  const random = randomBytes(claims.length * SALT_BYTES + (padded - claims.length) * DIGEST_BYTES);
  const disclosures: string[] = [];
  const digests: string[] = [];
  let position = 0;
  let characters = 0;
  for (const claim of claims) {
    const salt = encodeBase64url(random.subarray(position, position + SALT_BYTES));
    position += SALT_BYTES;
    const disclosure = writeDisclosure(salt, claim);
    if (disclosure.length > MAX_DISCLOSURE_CHARACTERS) {
      return refuse('claim-too-large', 'The value is too long for one claim; attach it as evidence.', claim.name);
    }
    characters += disclosure.length;
    disclosures.push(disclosure);
    digests.push(primitives.sha256Base64url(disclosure));
  }
  if (characters > MAX_DISCLOSED_CHARACTERS) {
    return refuse(
      'statement-too-large',
      'The values together are too long for one statement; attach them as evidence.',
    );
  }
  for (; position < random.length; position += DIGEST_BYTES) {
    digests.push(encodeBase64url(random.subarray(position, position + DIGEST_BYTES)));
  }
  return accept({ signingInput: signingInput(envelope, digests.sort(), signer), disclosures });
}

/** Signs on the calling thread. */
export function sign(prepared: Prepared, key: SigningKey): Issued {
  return finish(prepared, key.key.sign(encoder.encode(prepared.signingInput)));
}

/** Signs off the calling thread where the platform can, so that many statements are signed at once. */
export async function signAsync(prepared: Prepared, key: SigningKey): Promise<Issued> {
  return finish(prepared, await key.key.signAsync(encoder.encode(prepared.signingInput)));
}

/** Joins a signature made elsewhere, by a party that keeps its own key; the parser then judges the whole. */
export function finish(prepared: Prepared, signature: Uint8Array): Issued {
  const jwt = `${prepared.signingInput}.${encodeBase64url(signature)}`;
  return { jwt, digest: primitives.sha256Base64url(jwt), disclosures: prepared.disclosures };
}

function signingInput(
  envelope: Envelope,
  digests: readonly string[],
  signer: Pick<SigningKey, 'alg' | 'kid'>,
): string {
  const header = JSON.stringify({ alg: signer.alg, typ: STATEMENT_TYP, kid: signer.kid });
  const { issuer, vct, log, realm } = envelope;
  const payload = JSON.stringify({ iss: issuer, vct, log, realm, _sd: digests, _sd_alg: 'sha-256' });
  return `${encodeTextBase64url(header)}.${encodeTextBase64url(payload)}`;
}

/** What our own parser would not read back is never signed. */
function refuseUnsignable(envelope: Envelope, claims: readonly Claim[]) {
  if (!isEnvelope(envelope)) {
    return refuse<StatementCode>('envelope-member-malformed', 'Issuer, type, log or realm is not well-formed.');
  }
  if (claims.length > MAX_CLAIMS) {
    return refuse<StatementCode>('claim-too-many', phrase`A statement has at most ${MAX_CLAIMS} claims.`);
  }
  const names = new Set<string>();
  for (const { name, value, marking } of claims) {
    if (!isClaimName(name)) {
      return refuse<StatementCode>('claim-name-malformed', 'This cannot be the name of a claim.', name);
    }
    if (names.has(name)) return refuse<StatementCode>('claim-twice', 'A claim stands once in a statement.', name);
    names.add(name);
    const unfit = refuseUnfitJson(value, MAX_VALUE_DEPTH);
    if (unfit !== undefined) return refuse<StatementCode>(unfit.refusal.code, wordsOf(unfit.refusal), name);
    if (!isPlain(value)) return refuse<StatementCode>('claim-value-unfit', NOT_PLAIN, name);
    if (!isMarking(marking)) {
      return refuse<StatementCode>(
        'claim-marking-malformed',
        'The marking of this claim is not a valid one.',
        name,
      );
    }
  }
  return undefined;
}
