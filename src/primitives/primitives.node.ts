import {
  createHash,
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  sign as opensslSign,
  verify as opensslVerify,
  randomFillSync,
} from 'node:crypto';
import { isUsableEd25519Key, isUsableEd25519Point } from './ed25519-point.ts';
import { assertRandomLength, RAW_SIZES, UNCOMPRESSED_POINT } from './key-sizes.ts';
import { isLowS, toLowS } from './low-s.ts';
import { isP256Secret } from './p256-order.ts';
import type { Algorithm, Primitives, PrivateKey, PublicKey } from './primitives.ts';

/** OpenSSL's name for each algorithm's keys. */
const KEY_TYPE = { ES256: 'ec', Ed25519: 'ed25519', 'ML-DSA-44': 'ml-dsa-44' } as const;
const SECRET_FORMAT = { ES256: 'raw-private', Ed25519: 'raw-private', 'ML-DSA-44': 'raw-seed' } as const;
const P256 = { namedCurve: 'prime256v1' } as const;
const GENERATE_ATTEMPTS = 8;

/** {@link Primitives} through node:crypto. A key is parsed once, when it is imported. */
export const primitives: Primitives = {
  sha256,
  sha256Base64url,
  randomBytes,
  importPublicKey,
  importPrivateKey,
  generateKey,
};

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return plain(hash('sha256', parts[0]!, 'buffer'));
  const running = createHash('sha256');
  for (const part of parts) running.update(part);
  return plain(running.digest());
}

function sha256Base64url(text: string): string {
  return hash('sha256', text, 'base64url');
}

function randomBytes(length: number): Uint8Array {
  assertRandomLength(length);
  return randomFillSync(new Uint8Array(length));
}

function importPublicKey(algorithm: Algorithm, raw: Uint8Array): PublicKey | undefined {
  if (raw.length !== RAW_SIZES[algorithm].publicKey) return undefined;
  if (algorithm === 'ES256' && raw[0] !== UNCOMPRESSED_POINT) return undefined;
  if (algorithm === 'Ed25519' && !isUsableEd25519Key(raw)) return undefined;
  try {
    const key = createPublicKey({
      key: raw,
      format: 'raw-public',
      asymmetricKeyType: KEY_TYPE[algorithm],
      ...(algorithm === 'ES256' ? P256 : {}),
    });
    return publicKey(algorithm, Uint8Array.from(raw), key);
  } catch {
    return undefined;
  }
}

function importPrivateKey(algorithm: Algorithm, secret: Uint8Array): PrivateKey | undefined {
  if (secret.length !== RAW_SIZES[algorithm].secret) return undefined;
  if (algorithm === 'ES256' && !isP256Secret(secret)) return undefined;
  try {
    const key = createPrivateKey({
      key: secret,
      format: SECRET_FORMAT[algorithm],
      asymmetricKeyType: KEY_TYPE[algorithm],
      ...(algorithm === 'ES256' ? P256 : {}),
    });
    return privateKey(algorithm, Uint8Array.from(secret), key);
  } catch {
    return undefined;
  }
}

/** About one secret in 2^32 is no P-256 scalar, so a second attempt is practically never made. */
function generateKey(algorithm: Algorithm): PrivateKey {
  for (let attempt = 0; attempt < GENERATE_ATTEMPTS; attempt++) {
    const key = importPrivateKey(algorithm, randomBytes(RAW_SIZES[algorithm].secret));
    if (key !== undefined) return key;
  }
  throw new Error(`generate key: no valid ${algorithm} secret in ${GENERATE_ATTEMPTS} attempts`);
}

function publicKey(algorithm: Algorithm, raw: Uint8Array, key: KeyObject): PublicKey {
  const { digest, input } = signing(algorithm, key);
  function verify(message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== RAW_SIZES[algorithm].signature) return false;
    if (algorithm === 'ES256' && !isLowS(signature)) return false;
    if (algorithm === 'Ed25519' && !isUsableEd25519Point(signature)) return false;
    try {
      return opensslVerify(digest, message, input, signature);
    } catch {
      return false;
    }
  }
  return { algorithm, raw, verify };
}

function privateKey(algorithm: Algorithm, secret: Uint8Array, key: KeyObject): PrivateKey {
  const { digest, input } = signing(algorithm, key);
  const publicObject = createPublicKey(key);
  const raw = plain(publicObject.export(algorithm === 'ES256' ? RAW_POINT : { format: 'raw-public' }));
  const finish = algorithm === 'ES256' ? toLowS : (signature: Uint8Array) => signature;

  function sign(message: Uint8Array): Uint8Array {
    return finish(plain(opensslSign(digest, message, input)));
  }
  function signAsync(message: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      opensslSign(digest, message, input, (error, signature) => {
        if (error) reject(new Error(`sign with ${algorithm}`, { cause: error }));
        else resolve(finish(plain(signature)));
      });
    });
  }
  return { algorithm, secret, publicKey: publicKey(algorithm, raw, publicObject), sign, signAsync };
}

const RAW_POINT = { format: 'raw-public', type: 'uncompressed' } as const;

/** Ed25519 and ML-DSA take the message whole; ES256 signs its SHA-256 and writes r||s, not DER. */
function signing(algorithm: Algorithm, key: KeyObject) {
  return algorithm === 'ES256'
    ? { digest: 'sha256', input: { key, dsaEncoding: 'ieee-p1363' } as const }
    : { digest: null, input: key };
}

/** The same bytes without Buffer's methods, so that both implementations answer with the same kind of value. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
