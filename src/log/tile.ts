/**
 * Tiles and entry bundles as C2SP tlog-tiles names and encodes them: 256 hashes wide, eight tree levels high.
 * Our entries are statement digests, so that every entry is 32 bytes; bundles of other logs are read just the same.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import { HASH_BYTES, isTreeSize, MAX_TREE_SIZE } from './tree.ts';

export const TILE_WIDTH = 256;
export const TILE_HEIGHT = 8;
const MAX_TILE_LEVEL = 63;
export const ENTRY_BYTES = 32;
/** Each entry in a bundle is preceded by its length as a big-endian uint16. */
export const BUNDLED_ENTRY_BYTES = 2 + ENTRY_BYTES;
const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + 0xffff);
/** `tile/entries/` or `tile/63/`, six groups of digits for an index up to 2^53-1, a width: far below this. */
const MAX_PATH_CHARACTERS = 64;

/** `level` counts tiles, not tree levels: a hash in a tile of level 1 is the root of a full tile of level 0. */
export type TileLevel = number | 'entries';

/** `width` is the number of hashes or entries, 1 to 256; below 256 the tile is partial. */
export type TileCoordinate = { readonly level: TileLevel; readonly index: number; readonly width: number };

export type Tile = TileCoordinate & { readonly bytes: Uint8Array };

const TILE_PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The path below a log's prefix, as `tile/0/x001/234` or `tile/entries/000.p/15`. */
export function tilePath({ level, index, width }: TileCoordinate): string {
  let groups = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups = `x${String(rest % 1000).padStart(3, '0')}/${groups}`;
  }
  return `tile/${level}/${groups}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Only the one spelling that {@link tilePath} writes is accepted. */
export function parseTilePath(path: string): Outcome<TileCoordinate, LogCode> {
  const match = path.length > MAX_PATH_CHARACTERS ? null : TILE_PATH.exec(path);
  const [, level, groups, width] = match ?? [];
  const malformed = refuse(
    'tile-path-malformed',
    'A tile is asked for as tile/<level>/<index> or tile/entries/<index>, with .p/<width> when it is partial.',
  );
  if (level === undefined || groups === undefined) return malformed;
  const coordinate: TileCoordinate = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const tooHigh = typeof coordinate.level === 'number' && coordinate.level > MAX_TILE_LEVEL;
  const outside = tooHigh || coordinate.index > MAX_TREE_SIZE || coordinate.width > TILE_WIDTH;
  return outside || tilePath(coordinate) !== path ? malformed : accept(coordinate);
}

/** How many hashes stand at a tile level in a tree of this size: one for each full tile of the level below. */
export function hashesAtLevel(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The width of a tile in a tree of this size; 0 when the tree has no such tile. */
export function tileWidth(level: TileLevel, index: number, size: number): number {
  const hashes = hashesAtLevel(level === 'entries' ? 0 : level, size);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/** The rightmost tile of each level that has hashes, and the rightmost bundle: what an append starts from. */
export function edgeTiles(size: number): TileCoordinate[] {
  const tiles: TileCoordinate[] = [];
  if (!isTreeSize(size) || size === 0) return tiles;
  tiles.push(lastTile('entries', size));
  for (let level = 0; hashesAtLevel(level, size) > 0; level++) tiles.push(lastTile(level, size));
  return tiles;
}

function lastTile(level: TileLevel, size: number): TileCoordinate {
  const index = Math.floor((hashesAtLevel(level === 'entries' ? 0 : level, size) - 1) / TILE_WIDTH);
  return { level, index, width: tileWidth(level, index, size) };
}

/** A narrower partial tile out of a wider one, so that only the widest of each need be stored. */
export function narrowTile(bytes: Uint8Array, level: TileLevel, width: number): Outcome<Uint8Array, LogCode> {
  const length = width * (level === 'entries' ? BUNDLED_ENTRY_BYTES : HASH_BYTES);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH || bytes.length < length) {
    return refuse(
      'tile-wrong-length',
      phrase`The tile holds ${bytes.length} bytes; a width of ${width} needs ${length}.`,
    );
  }
  return accept(bytes.subarray(0, length));
}

/** The hashes of a tile that came from elsewhere; exactly `width` of them. */
export function parseHashTile(bytes: Uint8Array, width: number): Outcome<Uint8Array[], LogCode> {
  if (width < 1 || width > TILE_WIDTH || bytes.length !== width * HASH_BYTES) {
    return refuse(
      'tile-wrong-length',
      phrase`The tile holds ${bytes.length} bytes; a width of ${width} needs ${width * HASH_BYTES}.`,
    );
  }
  return accept(Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)));
}

/** The entries of a bundle that came from elsewhere, of whatever length up to 65,535 bytes; exactly `width`. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Outcome<Uint8Array[], LogCode> {
  if (bytes.length > MAX_BUNDLE_BYTES) {
    return refuse(
      'bundle-malformed',
      phrase`A bundle has at most ${MAX_BUNDLE_BYTES} bytes; this one has ${bytes.length}.`,
    );
  }
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    if (at + 2 > bytes.length || end > bytes.length || entries.length === width) {
      return refuse('bundle-malformed', phrase`The bundle does not end with its entry ${width}.`, `byte ${at}`);
    }
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length === width && width >= 1 && width <= TILE_WIDTH) return accept(entries);
  return refuse('bundle-malformed', phrase`The bundle has ${entries.length} entries; ${width} were announced.`);
}

/** Entries of up to 65,535 bytes, each behind its length. */
export function formatEntryBundle(entries: readonly Uint8Array[]): Outcome<Uint8Array, LogCode> {
  const tooLong = entries.find((entry) => entry.length > 0xffff);
  if (tooLong !== undefined) {
    return refuse('entry-wrong-length', phrase`An entry has at most 65535 bytes; one has ${tooLong.length}.`);
  }
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    bytes[at] = entry.length >> 8;
    bytes[at + 1] = entry.length & 0xff;
    bytes.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return accept(bytes);
}
