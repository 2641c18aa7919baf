/** Reads hashes of any tree level out of tiles, and says which tiles a proof needs. */
import { TILE_HEIGHT, TILE_WIDTH, type TileCoordinate, tileWidth } from './tile.ts';
import { copyOf, HASH_BYTES, type HashReader, type LeafRange, pairHash, perfectParts } from './tree.ts';

/** Bytes of the hash tile at this level and index, wide enough for the tree at hand; undefined when not at hand. */
export type TileSource = (level: number, index: number) => Uint8Array | undefined;

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** About 4 MB: each full tile is kept with the 255 hashes above it. */
const DEFAULT_CACHED_TILES = 256;

type Place = { readonly level: number; readonly index: number; readonly height: number; readonly first: number };

/** Where a node of the tree stands: the root of `2^height` neighbours of one tile, from hash `first` on. */
function placeOf(level: number, index: number): Place {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const height = level - tileLevel * TILE_HEIGHT;
  const first = index * 2 ** height;
  const tile = Math.floor(first / TILE_WIDTH);
  return { level: tileLevel, index: tile, height, first: first - tile * TILE_WIDTH };
}

/**
 * Full tiles of one log with every hash inside them. A full tile never changes, so what is cached stays right for
 * every later size; the tile used longest ago makes room.
 */
export class TileCache {
  readonly #maxTiles: number;
  readonly #trees = new Map<string, Uint8Array>();

  constructor(maxTiles = DEFAULT_CACHED_TILES) {
    this.#maxTiles = maxTiles;
  }

  has(level: number, index: number): boolean {
    return this.#trees.has(`${level}/${index}`);
  }

  /** The rows of the tile's tree, from its 256 hashes up to two; undefined when it is not cached. */
  get(level: number, index: number): Uint8Array | undefined {
    const key = `${level}/${index}`;
    const tree = this.#trees.get(key);
    if (tree === undefined) return undefined;
    this.#trees.delete(key);
    this.#trees.set(key, tree);
    return tree;
  }

  put(level: number, index: number, bytes: Uint8Array): Uint8Array {
    const tree = new Uint8Array(2 * TILE_BYTES);
    tree.set(bytes.subarray(0, TILE_BYTES));
    for (
      let from = 0, to = TILE_BYTES;
      from < 2 * TILE_BYTES - 4 * HASH_BYTES;
      from += 2 * HASH_BYTES, to += HASH_BYTES
    ) {
      tree.set(pairHash(tree, from), to);
    }
    this.#trees.set(`${level}/${index}`, tree);
    for (const oldest of this.#trees.keys()) {
      if (this.#trees.size <= this.#maxTiles) break;
      this.#trees.delete(oldest);
    }
    return tree;
  }
}

/** The tiles that hold what these ranges are made of, each once and unless cached; load them, then build the proof. */
export function tilesForRanges(ranges: readonly LeafRange[], size: number, cache?: TileCache): TileCoordinate[] {
  const tiles = new Map<string, TileCoordinate>();
  for (const part of ranges.flatMap((range) => perfectParts(range))) {
    const { level, index } = placeOf(part.level, part.index);
    if (cache?.has(level, index)) continue;
    tiles.set(`${level}/${index}`, { level, index, width: tileWidth(level, index, size) });
  }
  return [...tiles.values()];
}

/**
 * A reader for the tree of this size. It throws when the source lacks a tile, or holds a shorter one. With a cache
 * (one a log), a full tile is hashed once for many proofs.
 */
export function tileReader(size: number, source: TileSource, cache?: TileCache): HashReader {
  return (level, index) => {
    const place = placeOf(level, index);
    const cached = cache?.get(place.level, place.index);
    if (cached !== undefined) return fromRows(cached, place);
    const bytes = source(place.level, place.index);
    const end = (place.first + 2 ** place.height) * HASH_BYTES;
    if (bytes === undefined || bytes.length < end) {
      const wanted = `${place.level}/${place.index}`;
      throw new Error(`read the tree of size ${size}: tile ${wanted} is missing or shorter than ${end} bytes`);
    }
    if (
      cache !== undefined &&
      tileWidth(place.level, place.index, size) === TILE_WIDTH &&
      bytes.length >= TILE_BYTES
    ) {
      return fromRows(cache.put(place.level, place.index, bytes), place);
    }
    return fold(copyOf(bytes, place.first * HASH_BYTES, end));
  };
}

/** Row `height` begins behind 256 + 128 + … hashes. */
function fromRows(tree: Uint8Array, { height, first }: Place): Uint8Array {
  const at = (2 * TILE_WIDTH - 2 ** (TILE_HEIGHT + 1 - height) + first / 2 ** height) * HASH_BYTES;
  return tree.slice(at, at + HASH_BYTES);
}

/** The root of a power of two of neighbouring hashes, computed in place. */
function fold(row: Uint8Array): Uint8Array {
  for (let bytes = row.length; bytes > HASH_BYTES; bytes /= 2) {
    for (let from = 0, to = 0; from < bytes; from += 2 * HASH_BYTES, to += HASH_BYTES)
      row.set(pairHash(row, from), to);
  }
  return row.slice(0, HASH_BYTES);
}
