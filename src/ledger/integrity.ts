/** Does the stored log still say what its checkpoints say? At each start in a few reads; wholly for `doctor`. */
import { verifyLogSignature } from '#log/checkpoint.ts';
import { hashesAtLevel, parseEntryBundle, TILE_HEIGHT, TILE_WIDTH, type TileLevel, tileWidth } from '#log/tile.ts';
import { tileReader } from '#log/tile-reader.ts';
import { HASH_BYTES, leafHash, nodeHash, sameBytes, treeRoot } from '#log/tree.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import type { Connection } from '#store/connection.ts';
import { readNote } from './prover.ts';
import { ledgerTables } from './tables.ts';
import { readTile } from './tiles.ts';

/** Thrown when the log is damaged: the node must not sign until it is restored. */
export class DamagedLog extends Error {}

export function damaged(log: string, what: string): never {
  throw new DamagedLog(`check the log ${log}: ${what}. Restore this node from a backup and its peers' mirrors`);
}

type Newest = { readonly size: number; readonly root: Uint8Array };

/**
 * The start-up check: the newest checkpoint's signature, every tile above the leaves against the one above it up to
 * the root, and the last tile of leaves against its entries. Reads 1/256 of the tree.
 */
export async function checkUpperTree(
  reads: Connection,
  logKey: VerifierKey,
  now: Temporal.Instant,
): Promise<void> {
  const log = logKey.name;
  const newest = await newestSigned(reads, logKey, now);
  if (newest === undefined) return refuseStatementsBeyond(reads, log, 0);
  const tiles = new Map<string, Uint8Array>();
  for (let level = 1; hashesAtLevel(level, newest.size) > 0; level++) {
    for (let position = 0; tileWidth(level, position, newest.size) > 0; position++) {
      await loadTile(reads, log, newest.size, level, position, tiles);
    }
  }
  const lastLeaves = Math.floor((newest.size - 1) / TILE_WIDTH);
  await loadTile(reads, log, newest.size, 0, lastLeaves, tiles);
  // Leaves below a full tile are taken by the hash that stands for them one level up; a partial tile's are read.
  checkParents(log, newest.size, tiles);
  const root = rootFrom(newest.size, tiles);
  if (!sameBytes(root, newest.root))
    damaged(log, `its tiles do not lead to the root of checkpoint ${newest.size}`);
  await checkLeaves(reads, log, newest.size, lastLeaves, tiles.get(`0/${lastLeaves}`) as Uint8Array);
  await refuseStatementsBeyond(reads, log, newest.size);
}

/** The newest checkpoint, its own signature verified. */
async function newestSigned(
  reads: Connection,
  logKey: VerifierKey,
  now: Temporal.Instant,
): Promise<Newest | undefined> {
  const row = await ledgerTables(reads)
    .selectFrom('checkpoint')
    .select(['size', 'root', 'note'])
    .where('log', '=', logKey.name)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const signed = readNote(row.note);
  if (!verifyLogSignature(signed, [logKey], now).ok)
    damaged(logKey.name, `checkpoint ${row.size} is not signed by it`);
  const { size, root } = signed.checkpoint;
  if (size !== row.size || !sameBytes(root, row.root)) damaged(logKey.name, `checkpoint ${row.size} was altered`);
  return { size, root };
}

export async function loadTile(
  reads: Connection,
  log: string,
  size: number,
  level: TileLevel,
  position: number,
  into: Map<string, Uint8Array>,
): Promise<Uint8Array> {
  const bytes = await readTile(reads, log, level, position);
  const itemBytes = level === 'entries' ? 2 + HASH_BYTES : HASH_BYTES;
  const wanted = tileWidth(level, position, size) * itemBytes;
  if (bytes === undefined || bytes.length < wanted)
    return damaged(log, `tile ${level}/${position} is missing or short`);
  into.set(`${level}/${position}`, bytes.subarray(0, wanted));
  return bytes.subarray(0, wanted);
}

/** Each hash of a tile above the leaves is the root of the full tile below it, where that one was loaded. */
function checkParents(log: string, size: number, tiles: ReadonlyMap<string, Uint8Array>): void {
  for (const [place, bytes] of tiles) {
    const [level, position] = place.split('/').map(Number) as [number, number];
    if (bytes.length < TILE_WIDTH * HASH_BYTES) continue;
    const parent = tiles.get(`${level + 1}/${Math.floor(position / TILE_WIDTH)}`);
    const at = (position % TILE_WIDTH) * HASH_BYTES;
    if (parent === undefined || !sameBytes(rootOfFullTile(bytes), parent.subarray(at, at + HASH_BYTES))) {
      damaged(log, `tile ${place} does not fit the one above it (size ${size})`);
    }
  }
}

/** What stands for a full tile in the tile above it; a reader of the whole tree would look it up there. */
export function rootOfFullTile(bytes: Uint8Array): Uint8Array {
  const read = tileReader(TILE_WIDTH, () => bytes);
  return nodeHash(read(TILE_HEIGHT - 1, 0), read(TILE_HEIGHT - 1, 1));
}

function rootFrom(size: number, tiles: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return treeRoot(
    size,
    tileReader(size, (level, position) => tiles.get(`${level}/${position}`)),
  );
}

/** The hashes of a tile of leaves are those of the entries beside it. */
export async function checkLeaves(
  reads: Connection,
  log: string,
  size: number,
  position: number,
  leaves: Uint8Array,
): Promise<readonly Uint8Array[]> {
  const width = tileWidth('entries', position, size);
  const bundle = await loadTile(reads, log, size, 'entries', position, new Map());
  const entries = parseEntryBundle(bundle, width);
  if (!entries.ok) return damaged(log, `entry bundle ${position}: ${entries.refusal.sentence}`);
  for (const [at, entry] of entries.value.entries()) {
    if (!sameBytes(leafHash(entry), leaves.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES))) {
      damaged(log, `entry ${position * TILE_WIDTH + at} is not the one that was hashed`);
    }
  }
  return entries.value;
}

/** Own statements come in log order, so the last of them has the highest index. */
async function refuseStatementsBeyond(reads: Connection, log: string, size: number): Promise<void> {
  const last = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['digest', 'log_index'])
    .where('origin', '=', 'own')
    .where('log', '=', log)
    .orderBy('arrival', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined || last.log_index < size) return;
  damaged(log, `the statement ${last.digest} stands beyond its last checkpoint`);
}
