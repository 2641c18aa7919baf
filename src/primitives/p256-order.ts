/** The order of the P-256 group (FIPS 186-5): secrets and both halves of a signature lie below it. */
export const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
export const P256_SCALAR_BYTES = 32;

/** OpenSSL takes any number as a secret, and then has no public key for some. */
export function isP256Secret(secret: Uint8Array): boolean {
  const scalar = BigInt(`0x${secret.toHex()}`);
  return scalar > 0n && scalar < P256_ORDER;
}

export function p256ScalarBytes(scalar: bigint): Uint8Array {
  return Uint8Array.fromHex(scalar.toString(16).padStart(P256_SCALAR_BYTES * 2, '0'));
}
