import { accept, type Outcome, refuse } from '#outcome.ts';
import { briefUtf8 } from '#primitives/brief-utf8.ts';
import { isDigest } from './base64url.ts';
import type { SignatureCode, StatementCode, StatementShapeCode } from './codes.ts';
import { STATEMENT_TYP } from './jose-header.ts';
import type { SignatureAlgorithm, VerifyingKey } from './jwk.ts';
import { MAX_NAME_CHARACTERS, PADDED_DIGEST_COUNTS } from './limits.ts';
import { parseSdJwt, type SdJwt } from './sd-jwt.ts';

/** What a statement shows to everybody who holds any part of it. */
export type Envelope = {
  /** `did:web` of the party that signed. */
  readonly issuer: string;
  /** `urn:comity:statement:<name>:<version>`. */
  readonly vct: string;
  /** Origin line of the log that the statement is meant for. */
  readonly log: string;
  /** `live`, or the name of an exercise. */
  readonly realm: string;
};

/** A well-formed statement. What it says is not proved before {@link verify}. */
export type Parsed = Omit<SdJwt, 'processed'> &
  Envelope & {
    readonly alg: SignatureAlgorithm;
    /** Thumbprint of the key that is said to have signed. */
    readonly kid: string;
    /** Number of digests in the payload: claims and decoys together. */
    readonly digestCount: number;
  };

declare const verified: unique symbol;
/** A statement whose signature by `kid` was verified; only {@link verify} makes one. */
export type Verified = Parsed & { readonly [verified]: true };

/** No type may be called as a property that every object has: lists of what is done for each type are objects. */
const VCT = /^urn:comity:statement:(?!constructor:)[a-z][a-z0-9-]{0,63}:[1-9][0-9]{0,5}$/;
const ISSUER = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;
const MEMBERS = ['iss', 'vct', 'log', 'realm', '_sd', '_sd_alg'];

/** Reads a presentation of a statement of ours: an SD-JWT as RFC 9901 wants it, and our envelope around it. */
export function parse(presentation: string): Outcome<Parsed, StatementCode> {
  const sdJwt = parseSdJwt(presentation, STATEMENT_TYP);
  if (!sdJwt.ok) return sdJwt;
  const { jwt, digest, header, payload, signingInput, signature, disclosures } = sdJwt.value;
  const fault = refuseEnvelope(payload);
  if (fault !== undefined) return fault;
  if (!isDigest(header.kid)) {
    return refuse('header-key-id', 'kid must be the thumbprint of the signing key (RFC 7638).', 'header/kid');
  }
  return accept({
    jwt,
    digest,
    header,
    payload,
    signingInput,
    signature,
    disclosures,
    issuer: payload.iss as string,
    vct: payload.vct as string,
    log: payload.log as string,
    realm: payload.realm as string,
    alg: header.alg,
    kid: header.kid,
    digestCount: (payload._sd as readonly string[]).length,
  });
}

/** Checks the issuer's signature with the key that the header names. Whose key it is, the caller must know. */
export function verify(parsed: Parsed, key: VerifyingKey): Outcome<Verified, SignatureCode> {
  if (key.kid !== parsed.kid || key.alg !== parsed.alg) {
    return refuse('signature-key-mismatch', 'The statement names another key than the one it is checked with.');
  }
  if (!key.key.verify(briefUtf8(parsed.signingInput), parsed.signature)) {
    return refuse('signature-invalid', 'The signature does not belong to this text and this key.');
  }
  return accept(parsed as Verified);
}

function refuseEnvelope(payload: SdJwt['payload']) {
  for (const name of MEMBERS) {
    if (!Object.hasOwn(payload, name)) {
      return shape('envelope-member-missing', `A statement always shows ${name}.`, name);
    }
  }
  for (const name in payload) {
    if (!MEMBERS.includes(name)) {
      return shape(
        'envelope-member-unknown',
        'Everything but iss, vct, log and realm must be a disclosure.',
        name,
      );
    }
  }
  for (const name in FITS) {
    const value = payload[name];
    if (typeof value !== 'string' || !FITS[name]!(value)) {
      return shape('envelope-member-malformed', `${name} is not written as a statement's ${name} must be.`, name);
    }
  }
  const digests = payload._sd as readonly unknown[];
  if (!(PADDED_DIGEST_COUNTS as readonly number[]).includes(digests.length)) {
    const counts = PADDED_DIGEST_COUNTS.join(', ');
    return shape('envelope-digest-count', `The number of digests must be one of ${counts}.`, '_sd');
  }
  return undefined;
}

const FITS: Readonly<Record<string, (value: string) => boolean>> = {
  iss: (value) => ISSUER.test(value),
  vct: (value) => VCT.test(value),
  log: isName,
  realm: isName,
};

/** One line of visible text: an origin stands on its own line in a checkpoint. */
function isName(value: string): boolean {
  return value.length > 0 && value.length <= MAX_NAME_CHARACTERS && !/[\p{Cc}\p{Zl}\p{Zp}]|^\s|\s$/u.test(value);
}

export function isEnvelope(envelope: Envelope): boolean {
  const { issuer, vct, log, realm } = envelope;
  return FITS.iss!(issuer) && FITS.vct!(vct) && isName(log) && isName(realm);
}

function shape(code: StatementShapeCode, sentence: string, name: string) {
  return refuse<StatementCode>(code, sentence, `payload/${name}`);
}
