import { P256_ORDER, p256ScalarBytes, P256_SCALAR_BYTES as SCALAR_BYTES } from './p256-order.ts';

/**
 * For every ECDSA signature (r, s) the pair (r, n - s) verifies too. A statement's identity is the digest of its
 * signed text, so one act must have one signature: only the smaller s is made, and only it is accepted.
 */
const HALF_ORDER = p256ScalarBytes(P256_ORDER >> 1n);

/** True when s of a 64-byte r||s signature is at most half the order of P-256. */
export function isLowS(signature: Uint8Array): boolean {
  for (let index = 0; index < SCALAR_BYTES; index++) {
    const difference = signature[SCALAR_BYTES + index]! - HALF_ORDER[index]!;
    if (difference !== 0) return difference < 0;
  }
  return true;
}

/** The same signature with the smaller s; changes the bytes it is given. */
export function toLowS(signature: Uint8Array): Uint8Array {
  if (isLowS(signature)) return signature;
  const high = BigInt(`0x${signature.subarray(SCALAR_BYTES).toHex()}`);
  signature.set(p256ScalarBytes(P256_ORDER - high), SCALAR_BYTES);
  return signature;
}
