/** Consistency proofs: RFC 6962, section 2.1.2. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import { buildSubtreeProof, proofRanges, verifySubtree } from './subtree-proof.ts';
import { EMPTY_ROOT, HASH_BYTES, type HashReader, isTreeSize, type LeafRange, sameBytes } from './tree.ts';

/** The hashes that show the tree of `oldSize` to be the beginning of the tree of `newSize`; none from size 0. */
export function buildConsistency(
  oldSize: number,
  newSize: number,
  read: HashReader,
): Outcome<Uint8Array[], LogCode> {
  const checked = checkSizes(oldSize, newSize);
  if (!checked.ok) return checked;
  return oldSize === 0 ? accept([]) : buildSubtreeProof(0, oldSize, newSize, read);
}

/** The ranges whose hashes make that proof, to know what to load; `oldSize` must not be above `newSize`. */
export function consistencyRanges(oldSize: number, newSize: number): LeafRange[] {
  return oldSize === 0 ? [] : proofRanges(0, oldSize, newSize);
}

/**
 * Did the tree only grow from (`oldSize`, `oldRoot`) to (`newSize`, `newRoot`)? A proof from the empty tree to a
 * larger one would prove nothing and is refused with `empty-tree-proves-nothing`: a caller that has seen nothing yet
 * has nothing to compare. Equal sizes need equal roots and an empty proof.
 */
export function verifyConsistency(
  oldSize: number,
  newSize: number,
  oldRoot: Uint8Array,
  newRoot: Uint8Array,
  proof: readonly Uint8Array[],
): Outcome<null, LogCode> {
  const checked = checkSizes(oldSize, newSize);
  if (!checked.ok) return checked;
  if (oldRoot.length !== HASH_BYTES || newRoot.length !== HASH_BYTES) {
    return refuse('hash-malformed', phrase`A root must be ${HASH_BYTES} bytes long.`);
  }
  if (oldSize > 0) return verifySubtree(0, oldSize, newSize, oldRoot, newRoot, proof);
  if (newSize > 0) {
    return refuse(
      'empty-tree-proves-nothing',
      'Every tree grows from the empty one; compare with a later checkpoint.',
    );
  }
  if (proof.length > 0) {
    return refuse(
      'proof-wrong-length',
      phrase`The proof has ${proof.length} hashes; between equal sizes there are none.`,
    );
  }
  if (!sameBytes(oldRoot, EMPTY_ROOT) || !sameBytes(newRoot, EMPTY_ROOT)) {
    return refuse('root-mismatch', 'The root of an empty tree is the SHA-256 of nothing.');
  }
  return accept(null);
}

function checkSizes(oldSize: number, newSize: number): Outcome<null, LogCode> {
  if (!isTreeSize(oldSize) || !isTreeSize(newSize)) {
    return refuse('size-out-of-range', 'A tree size must be a whole number from 0 to 2^53-1.');
  }
  if (oldSize > newSize) {
    return refuse('sizes-reversed', phrase`A log only grows: ${newSize} leaves cannot follow ${oldSize}.`);
  }
  return accept(null);
}
