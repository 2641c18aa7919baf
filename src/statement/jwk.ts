import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { UNCOMPRESSED_POINT } from '#primitives/key-sizes.ts';
import type { PrivateKey, PublicKey } from '#primitives/primitives.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { KeyCode } from './codes.ts';

/** JOSE's names for the two signatures a statement may carry (RFC 7518, RFC 8037). */
export type SignatureAlgorithm = 'ES256' | 'EdDSA';

/** A public key as a statement carries it: a JWK whose `kid` is its RFC 7638 thumbprint. */
export type KeyDescription =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string; readonly kid: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly kid: string };

/** The same without its name. */
export type PublicJwk =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/** A key that signatures can be checked with, under its name. */
export type VerifyingKey = {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly description: KeyDescription;
  readonly key: PublicKey;
};

/** A key that signs statements. Its secret never appears in a description. */
export type SigningKey = Omit<VerifyingKey, 'key'> & { readonly key: PrivateKey };

const COORDINATE_BYTES = 32;
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** RFC 7638: SHA-256 over the required members in lexicographic order, without white space. */
export function thumbprint(jwk: PublicJwk): string {
  const { crv, kty, x } = jwk;
  return primitives.sha256Base64url(JSON.stringify(kty === 'EC' ? { crv, kty, x, y: jwk.y } : { crv, kty, x }));
}

/** Only ES256 and Ed25519 keys sign statements; any other is a mistake of the caller. */
export function describeKey(key: PublicKey): KeyDescription {
  const bare = bareKey(key);
  return { ...bare, kid: thumbprint(bare) };
}

export function verifyingKey(key: PublicKey): VerifyingKey {
  const description = describeKey(key);
  return { kid: description.kid, alg: algorithmOf(description), description, key };
}

export function signingKey(key: PrivateKey): SigningKey {
  return { ...verifyingKey(key.publicKey), key };
}

/**
 * A public key from a JWK that somebody else wrote. Besides the key itself only `kid`, `alg`, `use` and `key_ops`
 * may stand there, and must agree with it.
 */
export function importKey(jwk: unknown): Outcome<VerifyingKey, KeyCode> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    return refuse('key-malformed', 'A key must be a JWK object.');
  }
  const members = new Map<string, unknown>(Object.entries(jwk));
  for (const name of PRIVATE_MEMBERS) {
    if (members.has(name)) return refuse('key-private', 'This is a private key; give only its public part.', name);
  }
  const imported = readKey(members);
  if (!imported.ok) return imported;
  const key = verifyingKey(imported.value);
  return refuseDisagreement(members, key) ?? accept(key);
}

function readKey(members: ReadonlyMap<string, unknown>): Outcome<PublicKey, KeyCode> {
  const kty = members.get('kty');
  const crv = members.get('crv');
  const isEc = kty === 'EC' && crv === 'P-256';
  if (!isEc && !(kty === 'OKP' && crv === 'Ed25519')) {
    return refuse('key-type-unsupported', 'A key must be EC P-256 or OKP Ed25519.', 'kty');
  }
  const x = coordinate(members.get('x'));
  if (x === undefined) return refuse('key-malformed', 'A coordinate must be 32 bytes in base64url.', 'x');
  const y = isEc ? coordinate(members.get('y')) : undefined;
  if (isEc && y === undefined) return refuse('key-malformed', 'A coordinate must be 32 bytes in base64url.', 'y');
  const known = `${members.get('x')} ${y === undefined ? '' : members.get('y')}`;
  const key = imported.get(known) ?? importCoordinates(x, y);
  if (key === undefined) return refuse('key-invalid', 'These coordinates are no usable public key.');
  if (imported.size >= KEYS_REMEMBERED) imported.clear();
  imported.set(known, key);
  return accept(key);
}

const KEYS_REMEMBERED = 512;
/** Keys by their coordinates: to parse one costs as much as to verify two signatures with it. */
const imported = new Map<string, PublicKey>();

function importCoordinates(x: Uint8Array, y: Uint8Array | undefined): PublicKey | undefined {
  return y === undefined
    ? primitives.importPublicKey('Ed25519', x)
    : primitives.importPublicKey('ES256', Uint8Array.of(UNCOMPRESSED_POINT, ...x, ...y));
}

function refuseDisagreement(members: ReadonlyMap<string, unknown>, key: VerifyingKey) {
  for (const [name, value] of members) {
    switch (name) {
      case 'kty':
      case 'crv':
      case 'x':
        break;
      case 'y':
        if (key.alg === 'EdDSA') return refuse<KeyCode>('key-member-unknown', 'An Ed25519 key has no y.', name);
        break;
      case 'kid':
        if (value !== key.kid)
          return disagreement(name, 'The key id must be the thumbprint of the key (RFC 7638).');
        break;
      case 'alg':
        if (value !== key.alg && !(value === 'Ed25519' && key.alg === 'EdDSA')) {
          return disagreement(name, `This key signs with ${key.alg} only.`);
        }
        break;
      case 'use':
        if (value !== 'sig') return disagreement(name, 'A key that checks signatures is for use "sig".');
        break;
      case 'key_ops':
        if (!Array.isArray(value) || value.length !== 1 || value[0] !== 'verify') {
          return disagreement(name, 'A public key here may only "verify".');
        }
        break;
      default:
        return refuse<KeyCode>(
          'key-member-unknown',
          'A key may carry only kid, alg, use and key_ops besides.',
          name,
        );
    }
  }
  return undefined;
}

function disagreement(name: string, sentence: string) {
  return refuse<KeyCode>('key-member-mismatch', sentence, name);
}

function coordinate(value: unknown): Uint8Array | undefined {
  const bytes = typeof value === 'string' ? decodeBase64url(value) : undefined;
  return bytes?.length === COORDINATE_BYTES ? bytes : undefined;
}

function bareKey(key: PublicKey): PublicJwk {
  switch (key.algorithm) {
    case 'ES256':
      return {
        kty: 'EC',
        crv: 'P-256',
        x: encodeBase64url(key.raw.subarray(1, 1 + COORDINATE_BYTES)),
        y: encodeBase64url(key.raw.subarray(1 + COORDINATE_BYTES)),
      };
    case 'Ed25519':
      return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(key.raw) };
    case 'ML-DSA-44':
      throw new TypeError('describe key: a statement is signed with ES256 or Ed25519, not ML-DSA-44');
  }
}

function algorithmOf(description: KeyDescription): SignatureAlgorithm {
  return description.kty === 'EC' ? 'ES256' : 'EdDSA';
}
