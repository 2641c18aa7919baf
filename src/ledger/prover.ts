/** Inclusion proofs of our own log, from its stored tiles. Any process can make them. */
import { parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { buildInclusion, inclusionRanges } from '#log/inclusion.ts';
import { formatLogProof } from '#log/proof.ts';
import { TILE_HEIGHT, TILE_WIDTH, type TileCoordinate, tileWidth } from '#log/tile.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { type HashReader, nodeHash } from '#log/tree.ts';
import type { Connection } from '#store/connection.ts';
import { readTile } from './tiles.ts';

/** Hashes inside partial tiles: a few times the 255 of one tile, for each level. */
const MAX_HASHES_REMEMBERED = 8_192;

export class Prover {
  readonly #origin: string;
  readonly #full = new TileCache();
  readonly #partial = new Map<string, Uint8Array>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** A tlog-proof for the entry at `index` under this checkpoint; `atHand` saves reading what is in memory. */
  async prove(
    reads: Connection,
    index: number,
    signed: SignedCheckpoint,
    atHand: (tile: TileCoordinate) => Uint8Array | undefined = () => undefined,
  ): Promise<string> {
    const { size } = signed.checkpoint;
    const loaded = new Map<string, Uint8Array>();
    for (const tile of tilesForRanges(inclusionRanges(index, size), size, this.#full)) {
      const bytes = atHand(tile) ?? (await readTile(reads, this.#origin, tile.level, tile.index));
      if (bytes !== undefined) loaded.set(`${tile.level}/${tile.index}`, bytes);
    }
    const source = (level: number, position: number) => loaded.get(`${level}/${position}`);
    const hashes = buildInclusion(index, size, this.#remembering(size, tileReader(size, source, this.#full)));
    if (!hashes.ok) throw new Error(`prove entry ${index}: ${hashes.refusal.sentence}`);
    return formatLogProof({ index, hashes: hashes.value, signed });
  }

  /**
   * A perfect subtree never changes. Inside a partial tile, which no cache of full tiles holds, each is hashed once
   * from its two halves, so that the proofs of a batch share all they have in common.
   */
  #remembering(size: number, read: HashReader): HashReader {
    if (this.#partial.size > MAX_HASHES_REMEMBERED) this.#partial.clear();
    const remembered: HashReader = (level, index) => {
      const height = level % TILE_HEIGHT;
      const tile = Math.floor(index / 2 ** (TILE_HEIGHT - height));
      if (height === 0 || tileWidth((level - height) / TILE_HEIGHT, tile, size) === TILE_WIDTH)
        return read(level, index);
      const key = `${level}/${index}`;
      const known = this.#partial.get(key);
      if (known !== undefined) return known;
      const hash = nodeHash(remembered(level - 1, 2 * index), remembered(level - 1, 2 * index + 1));
      this.#partial.set(key, hash);
      return hash;
    };
    return remembered;
  }
}

export function readNote(note: string): SignedCheckpoint {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) throw new Error(`read our own checkpoint: ${parsed.refusal.sentence}`);
  return parsed.value;
}
