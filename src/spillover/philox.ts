/**
 * Philox4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC '11, doi:10.1145/2063384.2063405. A number follows from its counter alone, so it is the same whichever thread draws it and in whatever order.
 */
const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;
const ROUNDS = 10;
const LOW_16 = 0xffff;
const TWO_32 = 4_294_967_296;

/** The upper half of the product of two unsigned 32-bit numbers. */
function high(a: number, b: number): number {
  const a0 = a & LOW_16;
  const a1 = a >>> 16;
  const b0 = b & LOW_16;
  const b1 = b >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const cross = a0 * b1 + (middle & LOW_16);
  return (a1 * b1 + Math.floor(middle / 65_536) + Math.floor(cross / 65_536)) >>> 0;
}

/** Four words for a counter of four and a key of two, into `out`. */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let [c0, c1, c2, c3] = [counter[0]! >>> 0, counter[1]! >>> 0, counter[2]! >>> 0, counter[3]! >>> 0];
  let [k0, k1] = [key[0]! >>> 0, key[1]! >>> 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const h0 = high(M0, c0);
    const h1 = high(M1, c2);
    const l0 = Math.imul(M0, c0) >>> 0;
    const l1 = Math.imul(M1, c2) >>> 0;
    c0 = (h1 ^ c1 ^ k0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ k1) >>> 0;
    c3 = l0;
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** What a number is drawn for; with the run and the index it is the counter. */
export const DRAWN_FOR = {
  buffer: 0,
  recovery: 1,
  restart: 2,
  strength: 3,
  hit: 4,
  choice: 5,
  length: 6,
} as const;

/** The numbers of one seed. */
export class Draws {
  readonly #key: Uint32Array;
  readonly #counter = new Uint32Array(4);
  readonly #out = new Uint32Array(4);

  /** `seed` is an integer from 0 to 2^53 - 1. */
  constructor(seed: number) {
    this.#key = Uint32Array.of(seed % TWO_32, Math.floor(seed / TWO_32));
  }

  /** A 32-bit word for one purpose, in one run, for the thing of that index; `again` tells repeated draws apart. */
  word(run: number, purpose: number, index: number, again = 0): number {
    this.#counter[0] = index;
    this.#counter[1] = run;
    this.#counter[2] = purpose;
    this.#counter[3] = again;
    philox(this.#counter, this.#key, this.#out);
    return this.#out[0]!;
  }

  /** The same inside 0 and 1, which it never is. */
  share(run: number, purpose: number, index: number, again = 0): number {
    return (this.word(run, purpose, index, again) + 0.5) / TWO_32;
  }
}

/**
 * A whole number from a triangular distribution, by its inverse. Only operations that IEEE 754 rounds exactly, the
 * square root among them, so that it is the same on every machine.
 */
export function triangular(share: number, low: number, likely: number, most: number): number {
  if (most === low) return low;
  const width = most - low;
  const turn = (likely - low) / width;
  const drawn =
    share < turn
      ? low + Math.sqrt(share * width * (likely - low))
      : most - Math.sqrt((1 - share) * width * (most - likely));
  return Math.round(drawn);
}
