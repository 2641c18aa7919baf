/**
 * What proves that a log lied; everything else is accusation. Both proofs convince anybody who holds the log's key,
 * and neither needs the log's help.
 */
import { accept, type Outcome, refuse } from '#outcome.ts';
import { type SignedCheckpoint, verifyLogSignature } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { verifyConsistency } from './consistency.ts';
import { type LogProof, verifyProvenEntry } from './proof.ts';
import { sameBytes } from './tree.ts';
import type { VerifierKey } from './verifier-key.ts';

export type Misbehaviour =
  | { readonly type: 'two-roots-at-one-size'; readonly origin: string; readonly size: number }
  | { readonly type: 'two-entries-at-one-index'; readonly origin: string; readonly index: number };

/** Two checkpoints of one origin with equal size and different roots. Null when they do not contradict each other. */
export function twoRoots(
  one: SignedCheckpoint,
  other: SignedCheckpoint,
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<Misbehaviour | null, LogCode> {
  const { origin, size, root } = one.checkpoint;
  const signed = bothSigned(one, other, keys, now);
  if (!signed.ok) return signed;
  const contradict = other.checkpoint.size === size && !sameBytes(other.checkpoint.root, root);
  return accept(contradict ? { type: 'two-roots-at-one-size', origin, size } : null);
}

/**
 * Two checkpoints of one origin, the second of a larger tree, which is proven to have grown out of another tree than the
 * first one at that size. Null when it grew out of the first.
 */
export function twoGrowths(
  one: SignedCheckpoint,
  larger: SignedCheckpoint,
  growth: { readonly root: Uint8Array; readonly hashes: readonly Uint8Array[] },
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<Misbehaviour | null, LogCode> {
  const signed = bothSigned(one, larger, keys, now);
  if (!signed.ok) return signed;
  const { origin, size, root } = one.checkpoint;
  const { size: largerSize, root: largerRoot } = larger.checkpoint;
  const grown = verifyConsistency(size, largerSize, growth.root, largerRoot, growth.hashes);
  if (!grown.ok) return grown;
  return accept(sameBytes(growth.root, root) ? null : { type: 'two-roots-at-one-size', origin, size });
}

/** Inclusion proofs of different entries at one index, whatever the sizes. Null when they do not contradict. */
export function twoEntries(
  one: { readonly proof: LogProof; readonly entry: Uint8Array },
  other: { readonly proof: LogProof; readonly entry: Uint8Array },
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<Misbehaviour | null, LogCode> {
  const signed = bothSigned(one.proof.signed, other.proof.signed, keys, now);
  if (!signed.ok) return signed;
  for (const { proof, entry } of [one, other]) {
    const included = verifyProvenEntry(proof, entry);
    if (!included.ok) return included;
  }
  const { origin } = one.proof.signed.checkpoint;
  const { index } = one.proof;
  const contradict = index === other.proof.index && !sameBytes(one.entry, other.entry);
  return accept(contradict ? { type: 'two-entries-at-one-index', origin, index } : null);
}

function bothSigned(
  one: SignedCheckpoint,
  other: SignedCheckpoint,
  keys: readonly VerifierKey[],
  now: Temporal.Instant,
): Outcome<null, LogCode> {
  if (one.checkpoint.origin !== other.checkpoint.origin) {
    return refuse('origin-mismatch', 'Two logs may say different things; only one log can contradict itself.');
  }
  for (const signed of [one, other]) {
    const verdict = verifyLogSignature(signed, keys, now);
    if (!verdict.ok) return verdict;
  }
  return accept(null);
}
