/**
 * The append: which tiles a batch of entries changes. An edge is a value: a batch makes a new one, and a transaction
 * that is rolled back simply keeps the old. Every node of the tree is hashed once in the life of the log.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { LogCode } from './codes.ts';
import {
  BUNDLED_ENTRY_BYTES,
  ENTRY_BYTES,
  edgeTiles,
  hashesAtLevel,
  TILE_HEIGHT,
  TILE_WIDTH,
  type Tile,
  type TileCoordinate,
  type TileLevel,
} from './tile.ts';
import { tileReader } from './tile-reader.ts';
import {
  copyOf,
  EMPTY_ROOT,
  HASH_BYTES,
  isTreeSize,
  leafHash,
  MAX_TREE_SIZE,
  nodeHash,
  perfectParts,
} from './tree.ts';

export const MAX_BATCH_ENTRIES = 1 << 20;

/** The right edge of a tree: all that an append needs to know of it, at most 60 KB. */
export type Edge = {
  readonly size: number;
  /** Hashes of the perfect subtrees that make up the tree, the highest first. */
  readonly peaks: readonly Uint8Array[];
  /** What the partial tile of each level holds (empty where the last tile is full), from level 0 upwards. */
  readonly partials: readonly Uint8Array[];
  /** What the partial entry bundle holds. */
  readonly entries: Uint8Array;
};

export type Append = {
  readonly edge: Edge;
  readonly root: Uint8Array;
  /** Full tiles and the widest partial ones at the new size; each replaces what stands at its level and index. */
  readonly tiles: readonly Tile[];
};

export const EMPTY_EDGE: Edge = { size: 0, peaks: [], partials: [], entries: new Uint8Array(0) };

/**
 * The edge of a stored tree. `read` returns the bytes of a tile of {@link edgeTiles}, at least as wide as asked, and
 * throws when the storage lacks it.
 */
export function resumeEdge(size: number, read: (tile: TileCoordinate) => Uint8Array): Edge {
  if (!isTreeSize(size)) throw new Error(`resume the log: ${size} is no tree size`);
  const stored = new Map(edgeTiles(size).map((tile) => [tile.level, { tile, bytes: read(tile) }]));
  const partial = (level: TileLevel, itemBytes: number): Uint8Array => {
    const held = stored.get(level);
    if (held === undefined || held.tile.width === TILE_WIDTH) return new Uint8Array(0);
    return copyOf(held.bytes, 0, held.tile.width * itemBytes);
  };
  const levels = stored.size === 0 ? 0 : stored.size - 1;
  // Every peak lies in a rightmost tile: it is a part of the tree's edge, and no wider than one tile.
  const hashes = tileReader(size, (level) => stored.get(level)?.bytes);
  return {
    size,
    peaks: perfectParts({ start: 0, end: size }).map((part) => hashes(part.level, part.index)),
    partials: Array.from({ length: levels }, (_, level) => partial(level, HASH_BYTES)),
    entries: partial('entries', BUNDLED_ENTRY_BYTES),
  };
}

/** The root of the tree with this edge. */
export function edgeRoot({ peaks }: Edge): Uint8Array {
  const last = peaks.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return peaks.slice(0, -1).reduceRight((right, peak) => nodeHash(peak, right), last);
}

/**
 * Appends statement digests, in order. Refused when one is not 32 bytes, or when there are too many. `completed` is told
 * the hash of each perfect subtree that they complete, of each level from left to right.
 */
export function appendEntries(
  edge: Edge,
  entries: readonly Uint8Array[],
  completed: (level: number, hash: Uint8Array) => void = () => undefined,
): Outcome<Append, LogCode> {
  const wrong = entries.findIndex((entry) => entry.length !== ENTRY_BYTES);
  if (wrong >= 0) {
    return refuse('entry-wrong-length', phrase`An entry is a digest of ${ENTRY_BYTES} bytes.`, `entry ${wrong}`);
  }
  if (entries.length > MAX_BATCH_ENTRIES || edge.size + entries.length > MAX_TREE_SIZE) {
    return refuse('size-out-of-range', phrase`Append at most ${MAX_BATCH_ENTRIES} entries at once.`);
  }
  const peaks = [...edge.peaks];
  const tiles: Tile[] = [];
  const bundle = new Strip('entries', edge.size, BUNDLED_ENTRY_BYTES, edge.entries, tiles);
  const levels = edge.partials.map(
    (bytes, level) => new Strip(level, hashesAtLevel(level, edge.size), HASH_BYTES, bytes, tiles),
  );
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at] as Uint8Array;
    bundle.pushEntry(entry);
    let hash = leafHash(entry);
    stripAt(levels, 0, tiles).push(hash);
    completed(0, hash);
    // Each trailing one in the old size is a peak that is now complete, as in a binary counter.
    let height = 0;
    for (let rest = edge.size + at; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = nodeHash(peaks.pop() as Uint8Array, hash);
      height++;
      completed(height, hash);
      if (height % TILE_HEIGHT === 0) stripAt(levels, height / TILE_HEIGHT, tiles).push(hash);
    }
    peaks.push(hash);
  }
  const next: Edge = {
    size: edge.size + entries.length,
    peaks,
    partials: levels.map((strip) => strip.finish()),
    entries: bundle.finish(),
  };
  return accept({ edge: next, root: edgeRoot(next), tiles });
}

function stripAt(levels: Strip[], level: number, tiles: Tile[]): Strip {
  levels[level] ??= new Strip(level, 0, HASH_BYTES, new Uint8Array(0), tiles);
  return levels[level];
}

/** The items of one level, cut into tiles as they come. A finished tile's bytes are never written again. */
class Strip {
  readonly #level: TileLevel;
  readonly #itemBytes: number;
  readonly #tiles: Tile[];
  #count: number;
  #filled: number;
  #changed = false;
  #bytes: Uint8Array;

  constructor(level: TileLevel, count: number, itemBytes: number, partial: Uint8Array, tiles: Tile[]) {
    this.#level = level;
    this.#itemBytes = itemBytes;
    this.#tiles = tiles;
    this.#count = count;
    this.#filled = partial.length;
    this.#bytes = new Uint8Array(TILE_WIDTH * itemBytes);
    this.#bytes.set(partial);
  }

  push(hash: Uint8Array): void {
    this.#bytes.set(hash, this.#filled);
    this.#advance();
  }

  pushEntry(entry: Uint8Array): void {
    this.#bytes[this.#filled + 1] = ENTRY_BYTES;
    this.#bytes.set(entry, this.#filled + 2);
    this.#advance();
  }

  /** Hands out the partial tile, if it changed, and what of it the next append continues. */
  finish(): Uint8Array {
    const partial = this.#bytes.slice(0, this.#filled);
    if (this.#changed && this.#filled > 0) this.#emit(partial);
    return partial;
  }

  #advance(): void {
    this.#count++;
    this.#filled += this.#itemBytes;
    this.#changed = true;
    if (this.#filled < this.#bytes.length) return;
    this.#emit(this.#bytes);
    this.#bytes = new Uint8Array(TILE_WIDTH * this.#itemBytes);
    this.#filled = 0;
    this.#changed = false;
  }

  #emit(bytes: Uint8Array): void {
    const width = bytes.length / this.#itemBytes;
    this.#tiles.push({ level: this.#level, index: Math.ceil(this.#count / TILE_WIDTH) - 1, width, bytes });
  }
}
