/** Inclusion proofs: RFC 6962, section 2.1.1. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import { buildSubtreeProof, proofRanges, verifySubtree } from './subtree-proof.ts';
import { type HashReader, isTreeSize, type LeafRange } from './tree.ts';

/** The hashes that lead from leaf `index` to the root of the tree of `size`, the leaf's sibling first. */
export function buildInclusion(index: number, size: number, read: HashReader): Outcome<Uint8Array[], LogCode> {
  const checked = checkIndex(index, size);
  return checked.ok ? buildSubtreeProof(index, index + 1, size, read) : checked;
}

/** The ranges whose hashes make that proof, to know what to load; `index` must be below `size`. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  return proofRanges(index, index + 1, size);
}

/**
 * Is `leaf` (a leaf hash, not an entry) at `index` in the tree with this size and root?
 * Refused with `index-out-of-range`, `size-out-of-range`, `proof-wrong-length`, `hash-malformed` or `root-mismatch`.
 */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  root: Uint8Array,
  proof: readonly Uint8Array[],
): Outcome<null, LogCode> {
  const checked = checkIndex(index, size);
  return checked.ok ? verifySubtree(index, index + 1, size, leaf, root, proof) : checked;
}

function checkIndex(index: number, size: number): Outcome<null, LogCode> {
  if (!isTreeSize(size)) {
    return refuse('size-out-of-range', 'A tree size must be a whole number from 0 to 2^53-1.');
  }
  if (!isTreeSize(index) || index >= size) {
    return refuse(
      'index-out-of-range',
      phrase`The tree has ${size} leaves, numbered from 0; there is no leaf ${index}.`,
    );
  }
  return accept(null);
}
