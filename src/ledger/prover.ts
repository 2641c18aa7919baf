/** Inclusion proofs of our own log, from its stored tiles. Any process can make them. */
import { parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { buildInclusion, inclusionRanges } from '#log/inclusion.ts';
import { formatLogProof } from '#log/proof.ts';
import type { TileCoordinate } from '#log/tile.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import type { Connection } from '#store/connection.ts';
import { readTile } from './tiles.ts';

export class Prover {
  readonly #origin: string;
  readonly #full = new TileCache();

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
    const hashes = buildInclusion(index, size, tileReader(size, source, this.#full));
    if (!hashes.ok) throw new Error(`prove entry ${index}: ${hashes.refusal.sentence}`);
    return formatLogProof({ index, hashes: hashes.value, signed });
  }
}

export function readNote(note: string): SignedCheckpoint {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) throw new Error(`read our own checkpoint: ${parsed.refusal.sentence}`);
  return parsed.value;
}
