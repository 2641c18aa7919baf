/** Tiles as the database keeps them: the widest of each; entry bundles beside the hash tiles, under level -1. */
import type { TileLevel } from '#log/tile.ts';
import type { Connection } from '#store/connection.ts';
import { ledgerTables } from './tables.ts';

export const ENTRIES_LEVEL = -1;

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
