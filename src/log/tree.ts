/**
 * The Merkle tree of RFC 6962, section 2.1, over SHA-256. Hashes are 32 bytes. Sizes and indexes are whole numbers
 * up to 2^53-1, what a JavaScript number holds exactly; every function that takes one from outside refuses the rest.
 */
import { primitives } from '#primitives';

export const HASH_BYTES = 32;
export const MAX_TREE_SIZE = Number.MAX_SAFE_INTEGER;
/** A path in a tree of 2^53-1 leaves has no more hashes; C2SP allows 63. */
export const MAX_PROOF_HASHES = 63;

/** The root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = primitives.sha256(new Uint8Array(0));

/**
 * Where stored hashes come from: the hash of the perfect subtree of height `level` at `index` (leaves are level 0),
 * that is of leaves `index * 2^level` up to `(index + 1) * 2^level`. Throws when the storage lacks it.
 */
export type HashReader = (level: number, index: number) => Uint8Array;

/** Leaves `start` up to but without `end`. */
export type LeafRange = { readonly start: number; readonly end: number };

const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
nodeInput[0] = 0x01;
const digestInput = new Uint8Array(1 + HASH_BYTES);
const LEAF_PREFIX = new Uint8Array([0x00]);

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Uint8Array {
  if (entry.length !== HASH_BYTES) return primitives.sha256(LEAF_PREFIX, entry);
  digestInput.set(entry, 1);
  return primitives.sha256(digestInput);
}

/** SHA-256(0x01 || left || right); both must be 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  return primitives.sha256(nodeInput);
}

/** The same of two neighbours among many hashes, from byte `at` on. */
export function pairHash(hashes: Uint8Array, at: number): Uint8Array {
  nodeInput.set(hashes.subarray(at, at + 2 * HASH_BYTES), 1);
  return primitives.sha256(nodeInput);
}

/** A copy of its own. `slice` would not do: on a Node Buffer it shares the memory. */
export function copyOf(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

/** Roots and proofs are public, so the comparison need not take constant time. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

export function isTreeSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** The place of the highest bit set in a whole number from 1 to 2^53-1. */
function highestBit(value: number): number {
  return value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 2 ** 32));
}

/** The largest power of two below `size` (at least 2): where RFC 6962 splits a tree. */
export function splitPoint(size: number): number {
  return 2 ** highestBit(size - 1);
}

/**
 * A range that some tree size has as a node: `start` is a multiple of the smallest power of two that is not below
 * its length (draft-ietf-plants-merkle-tree-certs, "Subtrees").
 */
export function isSubtree(start: number, end: number): boolean {
  if (!isTreeSize(start) || !isTreeSize(end) || start >= end) return false;
  const length = end - start;
  return length === 1 || start % (2 * splitPoint(length)) === 0;
}

/** The perfect subtrees that make up a subtree, from left to right, each half as high as the last or lower. */
export function perfectParts({ start, end }: LeafRange): { readonly level: number; readonly index: number }[] {
  const parts: { level: number; index: number }[] = [];
  for (let at = start; at < end; ) {
    const level = highestBit(end - at);
    parts.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return parts;
}

/** The hash of a subtree, put together from stored hashes. */
export function subtreeHash(range: LeafRange, read: HashReader): Uint8Array {
  const parts = perfectParts(range);
  const last = parts.pop();
  if (last === undefined) return EMPTY_ROOT;
  return parts.reduceRight(
    (right, part) => nodeHash(read(part.level, part.index), right),
    read(last.level, last.index),
  );
}

/** The root of the tree of this size. */
export function treeRoot(size: number, read: HashReader): Uint8Array {
  return subtreeHash({ start: 0, end: size }, read);
}
