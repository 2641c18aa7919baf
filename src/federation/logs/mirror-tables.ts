import { storedLevel } from '#ledger/tiles.ts';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { buildInclusion, inclusionRanges } from '#log/inclusion.ts';
import type { LogProof } from '#log/proof.ts';
import { BUNDLED_ENTRY_BYTES, ENTRY_BYTES, edgeTiles, TILE_WIDTH, type Tile, type TileLevel } from '#log/tile.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { type Edge, EMPTY_EDGE, edgeRoot, resumeEdge } from '#log/tile-writer.ts';
import { EMPTY_ROOT, sameBytes } from '#log/tree.ts';
import { primitives } from '#primitives';
import { encodeBase64url } from '#statement/base64url.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';

const TABLES = declareTables({
  federation_mirror: {
    columns: {
      log: 'text',
      /** SHA-256 of the log's origin, hexadecimal: how the mirror's address names it. */
      origin_hash: 'text',
      /** Entries held; each was proven to stand in a tree that the log signed. `root` is the root over them. */
      size: 'bigint',
      root: 'text',
      /** The log's checkpoint of the largest tree held whole, with our cosignature, and its size; null and 0 before. */
      note: 'text?',
      note_size: 'bigint',
      at: 'bigint',
    },
    unique: ['origin_hash'],
  },
  federation_mirror_tile: {
    columns: { log: 'text', level: 'bigint', position: 'bigint', bytes: 'bytes' },
    key: ['log', 'level', 'position'],
  },
  /** The largest checkpoint of a mirrored log that a quorum of independent witnesses was seen to have cosigned. */
  federation_mirror_witnessed: { columns: { log: 'text', size: 'bigint', note: 'text' } },
});
export type MirrorRow = RowsIn<typeof TABLES>['federation_mirror'];
type WitnessedRow = RowsIn<typeof TABLES>['federation_mirror_witnessed'];

/** Copies of peers' logs, 32 bytes an entry. Losing them costs fetching them again, and a peer its way back. */
export const MIRROR_TABLES = TABLES.asSet('federation-mirror');

/** As a mirror's address names a log (C2SP tlog-mirror): the SHA-256 of its origin, hexadecimal. */
export function originHash(origin: string): string {
  return primitives.sha256(new TextEncoder().encode(origin)).toHex();
}

export const mirrorTables = TABLES.in;

export async function mirrored(connection: Connection, log: string): Promise<MirrorRow | undefined> {
  return mirrorTables(connection)
    .selectFrom('federation_mirror')
    .selectAll()
    .where('log', '=', log)
    .executeTakeFirst();
}

export async function mirroredTile(
  connection: Connection,
  log: string,
  level: TileLevel,
  position: number,
): Promise<Uint8Array | undefined> {
  const row = await mirrorTables(connection)
    .selectFrom('federation_mirror_tile')
    .select('bytes')
    .where('log', '=', log)
    .where('level', '=', storedLevel(level))
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.bytes;
}

/** The edge of the copy as it is stored; throws when its tiles do not lead to its root. */
export async function mirroredEdge(connection: Connection, log: string): Promise<Edge> {
  const row = await mirrored(connection, log);
  if (row === undefined) return EMPTY_EDGE;
  const edge = await mirroredEdgeAt(connection, log, row.size);
  if (sameBytes(edgeRoot(edge), Uint8Array.fromBase64(row.root))) return edge;
  throw new Error(`resume the mirror of ${log}: its tiles do not lead to its root`);
}

/** The edge that the copy had at this size, which it must have reached. */
export async function mirroredEdgeAt(connection: Connection, log: string, size: number): Promise<Edge> {
  const tiles = new Map<TileLevel, Uint8Array>();
  for (const { level, index } of edgeTiles(size)) {
    const bytes = await mirroredTile(connection, log, level, index);
    if (bytes === undefined) throw new Error(`resume the mirror of ${log}: tile ${level}/${index} is missing`);
    tiles.set(level, bytes);
  }
  return resumeEdge(size, ({ level }) => tiles.get(level) as Uint8Array);
}

/**
 * The copy's row, made where there is none, and locked until the transaction ends: whoever else would change the copy
 * or its pending trees waits, and then sees what was left.
 */
export async function copyInTurn(transaction: InTransaction, log: string, at: number): Promise<MirrorRow> {
  const tables = mirrorTables(transaction);
  const none: MirrorRow = {
    log,
    origin_hash: originHash(log),
    size: 0,
    root: EMPTY_ROOT.toBase64(),
    note: null,
    note_size: 0,
    at,
  };
  await tables
    .insertInto('federation_mirror')
    .values(none)
    .onConflict((conflict) => conflict.column('log').doNothing())
    .execute();
  return tables
    .updateTable('federation_mirror')
    .set(({ ref }) => ({ at: ref('at') }))
    .where('log', '=', log)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Inside the transaction that has the copy's turn. */
export async function storeMirrored(
  transaction: InTransaction,
  row: MirrorRow,
  tiles: readonly Tile[],
): Promise<void> {
  const rows = tiles.map(({ level, index, bytes }) => ({
    log: row.log,
    level: storedLevel(level),
    position: index,
    bytes,
  }));
  await insertRows(transaction, 'federation_mirror_tile', rows, {
    keys: ['log', 'level', 'position'],
    do: 'replace',
  });
  await insertRows(transaction, 'federation_mirror', [row], { keys: ['log'], do: 'replace' });
}

/** Keeps a checkpoint with its cosignatures, unless a larger one is kept already. */
export async function keepWitnessed(connection: Connection, row: WitnessedRow): Promise<void> {
  await mirrorTables(connection)
    .insertInto('federation_mirror_witnessed')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('log')
        .doUpdateSet({ size: row.size, note: row.note })
        .where('federation_mirror_witnessed.size', '<', row.size),
    )
    .execute();
}

/** The entry at this index with a proof under the witnessed checkpoint; undefined where none covers it yet. */
export async function witnessedProof(connection: Connection, log: string, index: number) {
  const row = await mirrorTables(connection)
    .selectFrom('federation_mirror_witnessed')
    .selectAll()
    .where('log', '=', log)
    .executeTakeFirst();
  return row === undefined ? undefined : proofUnder(connection, row, index);
}

/**
 * The entry at this index of the copy, with a proof under the checkpoint that the log showed to its mirror here;
 * undefined when the copy does not reach so far.
 */
export async function mirroredProof(
  connection: Connection,
  log: string,
  index: number,
): Promise<{ readonly digest: string; readonly proof: LogProof } | undefined> {
  const row = await mirrored(connection, log);
  if (row === undefined || row.note === null) return undefined;
  return proofUnder(connection, { log, size: row.note_size, note: row.note }, index);
}

/** The entries at these indexes of the copy, as digests; those beyond it are left out. */
export async function mirroredDigests(
  connection: Connection,
  log: string,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const positions = [...new Set(indexes.map((index) => Math.floor(index / TILE_WIDTH)))];
  const rows = await mirrorTables(connection)
    .selectFrom('federation_mirror_tile')
    .select(['position', 'bytes'])
    .where('log', '=', log)
    .where('level', '=', storedLevel('entries'))
    .where('position', 'in', [...positions, -1])
    .execute();
  const bundles = new Map(rows.map((row) => [row.position, row.bytes]));
  const found = new Map<number, string>();
  for (const index of indexes) {
    const entry = entryIn(bundles.get(Math.floor(index / TILE_WIDTH)), index);
    if (entry !== undefined) found.set(index, encodeBase64url(entry));
  }
  return found;
}

function entryIn(bundle: Uint8Array | undefined, index: number): Uint8Array | undefined {
  const at = (index % TILE_WIDTH) * BUNDLED_ENTRY_BYTES;
  const entry = bundle?.subarray(at + 2, at + BUNDLED_ENTRY_BYTES);
  return entry?.length === ENTRY_BYTES ? entry : undefined;
}

type ProvenEntry = { readonly digest: string; readonly proof: LogProof };

async function proofUnder(
  connection: Connection,
  { log, size, note }: WitnessedRow,
  index: number,
): Promise<ProvenEntry | undefined> {
  if (index >= size) return undefined;
  // A checkpoint can be known before the copy has grown to it. The copy only grows, so what is read next is there.
  const copy = await mirrored(connection, log);
  if (copy === undefined || copy.size < size) return undefined;
  const bundle = await mirroredTile(connection, log, 'entries', Math.floor(index / TILE_WIDTH));
  const signed = parseCheckpoint(note);
  const entry = entryIn(bundle, index);
  if (entry === undefined || !signed.ok) return undefined;
  const loaded = new Map<string, Uint8Array>();
  for (const tile of tilesForRanges(inclusionRanges(index, size), size)) {
    const bytes = await mirroredTile(connection, log, tile.level, tile.index);
    if (bytes !== undefined) loaded.set(`${tile.level}/${tile.index}`, bytes);
  }
  const hashes = buildInclusion(
    index,
    size,
    tileReader(size, (level, tile) => loaded.get(`${level}/${tile}`)),
  );
  if (!hashes.ok) return undefined;
  return { digest: encodeBase64url(entry), proof: { index, hashes: hashes.value, signed: signed.value } };
}
