import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha256 as nobleSha256, sha512 } from '@noble/hashes/sha2.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { isUsableEd25519Key, isUsableEd25519Point } from './ed25519-point.ts';
import { assertRandomLength, RAW_SIZES, UNCOMPRESSED_POINT } from './key-sizes.ts';
import type { Algorithm, Primitives, PrivateKey, PublicKey } from './primitives.ts';

const GENERATE_ATTEMPTS = 8;
const LOW_S = { lowS: true } as const;

/** {@link Primitives} in plain JavaScript, for the browser: nothing here asks for a server, or for a secure context. */
export const primitives: Primitives = {
  sha256,
  sha256Base64url,
  randomBytes,
  importPublicKey,
  importPrivateKey,
  generateKey,
};

type Scheme = {
  isPublicKey(raw: Uint8Array): boolean;
  isSecret(secret: Uint8Array): boolean;
  /** The public key, and a signer that keeps whatever it expanded. */
  open(secret: Uint8Array): { raw: Uint8Array; sign: (message: Uint8Array) => Uint8Array };
  verify(signature: Uint8Array, message: Uint8Array, raw: Uint8Array): boolean;
};

const SCHEMES: Readonly<Record<Algorithm, Scheme>> = {
  ES256: {
    isPublicKey: (raw) => raw[0] === UNCOMPRESSED_POINT && p256.utils.isValidPublicKey(raw, false),
    isSecret: (secret) => p256.utils.isValidSecretKey(secret),
    open: (secret) => ({
      raw: p256.getPublicKey(secret, false),
      sign: (message) => p256.sign(message, secret, LOW_S),
    }),
    verify: (signature, message, raw) => p256.verify(signature, message, raw, LOW_S),
  },
  Ed25519: {
    isPublicKey: isUsableEd25519Key,
    isSecret: () => true,
    open: (secret) => ({ raw: ed25519.getPublicKey(secret), sign: (message) => ed25519.sign(message, secret) }),
    verify: verifyEd25519,
  },
  'ML-DSA-44': {
    isPublicKey: () => true,
    isSecret: () => true,
    open: (secret) => {
      const expanded = ml_dsa44.keygen(secret);
      return { raw: expanded.publicKey, sign: (message) => ml_dsa44.sign(message, expanded.secretKey) };
    },
    verify: (signature, message, raw) => ml_dsa44.verify(signature, message, raw),
  },
};

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const running = nobleSha256.create();
  for (const part of parts) running.update(part);
  return running.digest();
}

function sha256Base64url(text: string): string {
  return sha256(new TextEncoder().encode(text)).toBase64({ alphabet: 'base64url', omitPadding: true });
}

function randomBytes(length: number): Uint8Array {
  assertRandomLength(length);
  return crypto.getRandomValues(new Uint8Array(length));
}

function importPublicKey(algorithm: Algorithm, raw: Uint8Array): PublicKey | undefined {
  const scheme = SCHEMES[algorithm];
  if (raw.length !== RAW_SIZES[algorithm].publicKey || !scheme.isPublicKey(raw)) return undefined;
  return publicKey(algorithm, Uint8Array.from(raw));
}

function importPrivateKey(algorithm: Algorithm, secret: Uint8Array): PrivateKey | undefined {
  const scheme = SCHEMES[algorithm];
  if (secret.length !== RAW_SIZES[algorithm].secret || !scheme.isSecret(secret)) return undefined;
  const kept = Uint8Array.from(secret);
  const { raw, sign } = scheme.open(kept);
  return { algorithm, secret: kept, publicKey: publicKey(algorithm, raw), sign, signAsync: async (m) => sign(m) };
}

/** About one secret in 2^32 is no P-256 scalar, so a second attempt is practically never made. */
function generateKey(algorithm: Algorithm): PrivateKey {
  for (let attempt = 0; attempt < GENERATE_ATTEMPTS; attempt++) {
    const key = importPrivateKey(algorithm, randomBytes(RAW_SIZES[algorithm].secret));
    if (key !== undefined) return key;
  }
  throw new Error(`generate key: no valid ${algorithm} secret in ${GENERATE_ATTEMPTS} attempts`);
}

function publicKey(algorithm: Algorithm, raw: Uint8Array): PublicKey {
  function verify(message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== RAW_SIZES[algorithm].signature) return false;
    try {
      return SCHEMES[algorithm].verify(signature, message, raw);
    } catch {
      return false;
    }
  }
  return { algorithm, raw, verify };
}

/**
 * RFC 8032, 5.1.7, without the cofactor and comparing R as bytes, as OpenSSL does. The library's own check
 * multiplies by the cofactor, so a crafted signature would pass in a browser and fail on a server.
 */
function verifyEd25519(signature: Uint8Array, message: Uint8Array, raw: Uint8Array): boolean {
  const { Point } = ed25519;
  const claimedR = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  if (s >= Point.Fn.ORDER || !isUsableEd25519Point(claimedR)) return false;
  const challenge =
    littleEndian(sha512.create().update(claimedR).update(raw).update(message).digest()) % Point.Fn.ORDER;
  const publicPoint = Point.fromBytes(raw);
  const r = Point.BASE.multiplyUnsafe(s).subtract(publicPoint.multiplyUnsafe(challenge)).toBytes();
  return r.every((byte, index) => byte === claimedR[index]);
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Uint8Array.from(bytes).reverse().toHex()}`);
}
