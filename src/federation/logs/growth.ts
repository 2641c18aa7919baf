/** Checkpoints seen at another size than that of the copy here: the copy tells which tree it had at that size. */
import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency, consistencyRanges } from '#log/consistency.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { edgeRoot } from '#log/tile-writer.ts';
import { sameBytes } from '#log/tree.ts';
import type { Connection } from '#store/connection.ts';
import { mirrored, mirroredEdgeAt, mirroredTile } from './mirror-tables.ts';
import { type MisbehaviourProof, strippedCheckpoint } from './misbehaviour.ts';

/**
 * The proof that this log signed a smaller tree than the one it showed its mirror here, and not one that this grew out
 * of; undefined when it did grow out of it, or when the copy does not reach so far yet.
 */
export async function otherGrowth(
  connection: Connection,
  signed: SignedCheckpoint,
): Promise<MisbehaviourProof | undefined> {
  const { origin, size, root } = signed.checkpoint;
  const copy = await mirrored(connection, origin);
  if (copy === undefined || copy.note === null || size === 0 || size >= copy.note_size) return undefined;
  const own = edgeRoot(await mirroredEdgeAt(connection, origin, size));
  const larger = parseCheckpoint(copy.note);
  if (sameBytes(own, root) || !larger.ok) return undefined;
  const loaded = new Map<string, Uint8Array>();
  for (const { level, index } of tilesForRanges(consistencyRanges(size, copy.note_size), copy.note_size)) {
    const bytes = await mirroredTile(connection, origin, level, index);
    if (bytes !== undefined) loaded.set(`${level}/${index}`, bytes);
  }
  const read = tileReader(copy.note_size, (level, index) => loaded.get(`${level}/${index}`));
  const hashes = buildConsistency(size, copy.note_size, read);
  if (!hashes.ok) return undefined;
  const [first, second] = [signed, larger.value].map((one) => formatSignedCheckpoint(strippedCheckpoint(one)));
  return {
    kind: 'two-roots',
    checkpoints: [first as string, second as string],
    growth: { root: own.toBase64(), hashes: hashes.value.map((hash) => hash.toBase64()) },
  };
}
