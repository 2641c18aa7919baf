/**
 * Proofs that a tree contains a subtree (draft-ietf-plants-merkle-tree-certs, "Subtree Consistency Proofs"). The two
 * proofs of RFC 6962 are special cases: inclusion is about one leaf, consistency about a subtree that starts at 0.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import {
  HASH_BYTES,
  type HashReader,
  isSubtree,
  isTreeSize,
  type LeafRange,
  MAX_PROOF_HASHES,
  nodeHash,
  sameBytes,
  splitPoint,
  subtreeHash,
} from './tree.ts';

/**
 * One turn on the way from the root down to the subtree: the sibling lies to the right, to the left, or is a left
 * part that belongs to the subtree itself.
 */
type Turn = { readonly side: 'right' | 'left' | 'within'; readonly sibling: LeafRange };

type Descent = {
  /** From the root downwards; at most 53, since each halves the range. */
  readonly turns: readonly Turn[];
  /** What is left of the subtree at the bottom: its own hash is known, unless a part was cut off on the way. */
  readonly bottom: LeafRange;
  readonly bottomKnown: boolean;
};

function descend(start: number, end: number, size: number): Descent {
  const turns: Turn[] = [];
  let low = 0;
  let high = size;
  let from = start;
  while (low !== from || high !== end) {
    const middle = low + splitPoint(high - low);
    if (end <= middle) {
      turns.push({ side: 'right', sibling: { start: middle, end: high } });
      high = middle;
    } else {
      turns.push({ side: from >= middle ? 'left' : 'within', sibling: { start: low, end: middle } });
      low = middle;
      from = Math.max(from, middle);
    }
  }
  return { turns, bottom: { start: low, end: high }, bottomKnown: from === start };
}

/**
 * The ranges whose hashes make the proof, in the proof's order; each is a subtree. A caller that keeps tiles reads
 * from these which tiles to load. `start`, `end` and `size` must satisfy {@link isSubtree} and `end <= size`.
 */
export function proofRanges(start: number, end: number, size: number): LeafRange[] {
  const { turns, bottom, bottomKnown } = descend(start, end, size);
  const ranges = turns.map((turn) => turn.sibling);
  if (!bottomKnown) ranges.push(bottom);
  return ranges.reverse();
}

/** The hashes of a proof, from the subtree upwards. */
export function buildSubtreeProof(
  start: number,
  end: number,
  size: number,
  read: HashReader,
): Outcome<Uint8Array[], LogCode> {
  const checked = checkRange(start, end, size);
  if (!checked.ok) return checked;
  return accept(proofRanges(start, end, size).map((range) => subtreeHash(range, read)));
}

/**
 * Do these hashes lead from the subtree to the root? Refused with `proof-wrong-length`, `subtree-mismatch` (a part
 * differs from what the proof says of it) or `root-mismatch`.
 */
export function verifySubtree(
  start: number,
  end: number,
  size: number,
  hash: Uint8Array,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): Outcome<null, LogCode> {
  const checked = checkRange(start, end, size);
  if (!checked.ok) return checked;
  if (proof.length > MAX_PROOF_HASHES) {
    return refuse(
      'proof-too-long',
      phrase`The proof has ${proof.length} hashes; at most ${MAX_PROOF_HASHES} can be needed.`,
    );
  }
  if (
    hash.length !== HASH_BYTES ||
    root.length !== HASH_BYTES ||
    proof.some((part) => part.length !== HASH_BYTES)
  ) {
    return refuse('hash-malformed', phrase`Every hash of a proof must be ${HASH_BYTES} bytes long.`);
  }
  const { turns, bottomKnown } = descend(start, end, size);
  const wanted = turns.length + (bottomKnown ? 0 : 1);
  if (proof.length !== wanted) {
    return refuse(
      'proof-wrong-length',
      phrase`The proof has ${proof.length} hashes; this place in the tree needs ${wanted}.`,
    );
  }
  let next = 0;
  let part = bottomKnown ? hash : (proof[next++] as Uint8Array);
  let whole = part;
  for (let turn = turns.length - 1; turn >= 0; turn--) {
    const sibling = proof[next++] as Uint8Array;
    const side = (turns[turn] as Turn).side;
    if (side === 'within') part = nodeHash(sibling, part);
    whole = side === 'right' ? nodeHash(whole, sibling) : nodeHash(sibling, whole);
  }
  if (!sameBytes(part, hash)) {
    return refuse('subtree-mismatch', 'The proof speaks of another earlier tree than the one at hand.');
  }
  if (!sameBytes(whole, root)) {
    return refuse('root-mismatch', 'The proof leads to another root than the one that was signed.');
  }
  return accept(null);
}

function checkRange(start: number, end: number, size: number): Outcome<null, LogCode> {
  if (!isTreeSize(size)) {
    return refuse('size-out-of-range', 'A tree size must be a whole number from 0 to 2^53-1.');
  }
  if (!isSubtree(start, end))
    return refuse('subtree-invalid', phrase`No tree has a subtree from ${start} to ${end}.`);
  if (end > size) {
    return refuse(
      'index-out-of-range',
      phrase`The tree has ${size} leaves; the proof asks for leaves up to ${end}.`,
    );
  }
  return accept(null);
}
