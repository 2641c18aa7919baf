/** Inclusion proofs of all entries of one append, from what the append had at hand: nothing is read or hashed again. */
import { FIRST_LINE } from './proof.ts';
import type { Edge } from './tile-writer.ts';
import { nodeHash, perfectParts, splitPoint } from './tree.ts';

/** The perfect subtrees that an append completed, by level, each level from left to right. */
export class CompletedNodes {
  readonly #before: number;
  readonly #levels: Uint8Array[][] = [];

  /** `before` is the tree's size before the append. */
  constructor(before: number) {
    this.#before = before;
  }

  add(level: number, hash: Uint8Array): void {
    const known = this.#levels[level];
    if (known === undefined) this.#levels[level] = [hash];
    else known.push(hash);
  }

  /** Of the subtree of 2^level leaves that begins at `start` and ends within the append. */
  at(level: number, start: number): Uint8Array {
    const width = 2 ** level;
    const hash = this.#levels[level]?.[start / width - Math.floor(this.#before / width)];
    if (hash === undefined)
      throw new Error(`prove what was appended: the subtree ${level} at ${start} is not there`);
    return hash;
  }
}

/**
 * Proof files of the entries between two edges, in order, under the checkpoint of the second: each as `formatLogProof`
 * writes it. One walk down the tree: what proofs have in common is written once.
 */
export function proofsOfAppended(
  before: Edge,
  after: Edge,
  completed: CompletedNodes,
  checkpoint: string,
): readonly string[] {
  const proofs: string[] = [];
  const earlier = new Map(startsOf(before).map((start, at) => [start, before.peaks[at] as Uint8Array]));
  const tails = tailsOf(after);
  function line(start: number, end: number): string {
    const known = end <= before.size ? earlier.get(start) : end === after.size ? tails.get(start) : undefined;
    return `${(known ?? completed.at(Math.log2(end - start), start)).toBase64()}\n`;
  }
  /** `above` are the hashes of the way from this subtree to the root. */
  function walk(start: number, end: number, above: string): void {
    if (end <= before.size) return;
    if (end - start === 1) {
      proofs.push(`${FIRST_LINE}\nindex ${start}\n${above}\n${checkpoint}`);
      return;
    }
    const middle = start + splitPoint(end - start);
    if (middle > before.size) walk(start, middle, `${line(middle, end)}${above}`);
    walk(middle, end, `${line(start, middle)}${above}`);
  }
  if (after.size > before.size) walk(0, after.size, '');
  return proofs;
}

function startsOf({ size }: Edge): readonly number[] {
  return perfectParts({ start: 0, end: size }).map(({ level, index }) => index * 2 ** level);
}

/** Of each peak, by its first leaf, the hash of all from there to the end of the tree. */
function tailsOf(edge: Edge): ReadonlyMap<number, Uint8Array> {
  const tails = new Map<number, Uint8Array>();
  let tail: Uint8Array | undefined;
  for (const [at, start] of [...startsOf(edge).entries()].reverse()) {
    const peak = edge.peaks[at] as Uint8Array;
    tail = tail === undefined ? peak : nodeHash(peak, tail);
    tails.set(start, tail);
  }
  return tails;
}
