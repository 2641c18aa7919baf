/**
 * Which 32 bytes may be an Ed25519 public key. RFC 8032 leaves room here, libraries differ, and a verdict must not
 * depend on where it is computed: we accept canonical encodings of points on the curve that are not of small order.
 */
const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
/** The y of the two points of order 8 (up to sign). With 0, 1 and -1 these are all points of small order. */
const ORDER_8_Y = 2707385501144840649318225287225658788936804267575313519463743609750303021540n;
const SMALL_ORDER_Y = new Set([0n, 1n, P - 1n, ORDER_8_Y, P - ORDER_8_Y]);
const POINT_BYTES = 32;

export function isUsableEd25519Point(raw: Uint8Array): boolean {
  if (raw.length !== POINT_BYTES) return false;
  const bigEndian = Uint8Array.from(raw).reverse();
  bigEndian[0]! &= 0x7f;
  const y = BigInt(`0x${bigEndian.toHex()}`);
  return y < P && !SMALL_ORDER_Y.has(y) && hasX(y);
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
