/** Tiles as the database keeps them: the widest of each; entry bundles beside the hash tiles, under level -1. */
import { BUNDLED_ENTRY_BYTES, ENTRY_BYTES, TILE_WIDTH, type TileLevel } from '#log/tile.ts';
import type { Connection } from '#store/connection.ts';
import { ledgerTables } from './tables.ts';

const ENTRIES_LEVEL = -1;

export function storedLevel(level: TileLevel): number {
  return level === 'entries' ? ENTRIES_LEVEL : level;
}

/** A tile as stored, at least as wide as any checkpoint has it. Undefined where the log has none. */
export async function readTile(
  reads: Connection,
  log: string,
  level: TileLevel,
  position: number,
): Promise<Uint8Array | undefined> {
  const row = await ledgerTables(reads)
    .selectFrom('tile')
    .select('bytes')
    .where('log', '=', log)
    .where('level', '=', storedLevel(level))
    .where('position', '=', position)
    .executeTakeFirst();
  return row?.bytes;
}

/** Entries of a log of this node by their index; those beyond it are left out. */
export async function entriesAt(
  reads: Connection,
  log: string,
  indexes: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const bundles = new Map<number, Uint8Array | undefined>();
  for (const position of new Set(indexes.map((index) => Math.floor(index / TILE_WIDTH)))) {
    bundles.set(position, await readTile(reads, log, 'entries', position));
  }
  const found = new Map<number, Uint8Array>();
  for (const index of indexes) {
    const at = (index % TILE_WIDTH) * BUNDLED_ENTRY_BYTES;
    const bundle = bundles.get(Math.floor(index / TILE_WIDTH));
    const entry = bundle?.subarray(at + BUNDLED_ENTRY_BYTES - ENTRY_BYTES, at + BUNDLED_ENTRY_BYTES);
    if (entry?.length === ENTRY_BYTES) found.set(index, entry);
  }
  return found;
}
