/**
 * Which 32 bytes may be an Ed25519 public key, and the R of a signature. RFC 8032 leaves room here, libraries
 * differ, and a verdict must not depend on where it is computed: both must be canonical and not of small order.
 */
const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
/** The y of the points of order 8 (up to sign). With 0, 1 and -1 these are all points of small order. */
const ORDER_8_Y = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, ORDER_8_Y, P - ORDER_8_Y]);
/** y is written little-endian: its first byte is its lowest. */
const SMALL_ORDER_FIRST_BYTES = new Set([...SMALL_ORDER_Y].map((y) => Number(y & 0xffn)));
const POINT_BYTES = 32;

/** A public key must besides lie on the curve: OpenSSL asks only when a signature is verified. */
export function isUsableEd25519Key(raw: Uint8Array): boolean {
  return isUsableEd25519Point(raw) && hasX(yOf(raw));
}

/** Whether the first 32 bytes are a canonical y that is not of small order; nearly always two bytes can tell. */
export function isUsableEd25519Point(raw: Uint8Array): boolean {
  const mayReachP = (raw[POINT_BYTES - 1]! & 0x7f) === 0x7f;
  if (!mayReachP && !SMALL_ORDER_FIRST_BYTES.has(raw[0]!)) return true;
  const y = yOf(raw);
  return y < P && !SMALL_ORDER_Y.has(y);
}

function yOf(raw: Uint8Array): bigint {
  const bigEndian = raw.slice(0, POINT_BYTES).reverse();
  bigEndian[0]! &= 0x7f;
  return BigInt(`0x${bigEndian.toHex()}`);
}

/** x² = (y² - 1) / (d y² + 1) has a root exactly when numerator times denominator is a square (Euler's criterion). */
function hasX(y: bigint): boolean {
  const ySquared = (y * y) % P;
  const product = ((ySquared - 1n + P) * (D * ySquared + 1n)) % P;
  return power(product, (P - 1n) / 2n) === 1n;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}
