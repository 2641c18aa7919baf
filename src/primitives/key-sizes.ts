import type { Algorithm } from './primitives.ts';

/** Length in bytes of each raw form; any other length is not a key, or not a signature, of that algorithm. */
export type RawSizes = { readonly publicKey: number; readonly secret: number; readonly signature: number };

export const RAW_SIZES: Readonly<Record<Algorithm, RawSizes>> = {
  ES256: { publicKey: 65, secret: 32, signature: 64 },
  Ed25519: { publicKey: 32, secret: 32, signature: 64 },
  'ML-DSA-44': { publicKey: 1312, secret: 32, signature: 2420 },
};

/** First byte of an uncompressed SEC1 point; compressed and hybrid points are refused, so that a key has one form. */
export const UNCOMPRESSED_POINT = 4;

/** WebCrypto hands out no more than this at once, and neither do we. */
const MAX_RANDOM_BYTES = 65_536;

export function assertRandomLength(length: number): void {
  if (!Number.isInteger(length) || length < 0 || length > MAX_RANDOM_BYTES) {
    throw new RangeError(`random bytes: wanted 0 to ${MAX_RANDOM_BYTES}, got ${length}`);
  }
}
