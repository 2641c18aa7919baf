/** The node's own log: its edge in memory, its tiles and checkpoints in the database, and proofs from both. */
import { parseCheckpoint, type SignedCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { buildInclusion, inclusionRanges } from '#log/inclusion.ts';
import { formatLogProof } from '#log/proof.ts';
import type { TileCoordinate, TileLevel } from '#log/tile.ts';
import { edgeTiles } from '#log/tile.ts';
import { TileCache, tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { type Append, appendEntries, type Edge, EMPTY_EDGE, edgeRoot, resumeEdge } from '#log/tile-writer.ts';
import { sameBytes } from '#log/tree.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { ledgerTables } from './tables.ts';

/** The entry bundles stand beside the hash tiles under this level. */
export const ENTRIES_LEVEL = -1;

export function storedLevel(level: TileLevel): number {
  return level === 'entries' ? ENTRIES_LEVEL : level;
}

/** A tile as stored: the widest there is. Undefined where the log has none. */
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

/**
 * One log, as the appender holds it. `append` writes through the transaction and changes nothing in memory; `commit`
 * takes the new edge over once the database has it. A crash between the two leaves what `resume` reads again.
 */
export class LogTree {
  readonly origin: string;
  readonly #signer: SignerKey;
  readonly #full = new TileCache();
  #edge: Edge = EMPTY_EDGE;
  #checkpoint: SignedCheckpoint | undefined;
  #pending: { readonly append: Append; readonly signed: SignedCheckpoint } | undefined;

  constructor(signer: SignerKey) {
    this.origin = signer.verifier.name;
    this.#signer = signer;
  }

  get size(): number {
    return this.#edge.size;
  }

  /** The last checkpoint committed; undefined before the first entry. */
  get checkpoint(): SignedCheckpoint | undefined {
    return this.#checkpoint;
  }

  /** Reads the edge under the newest checkpoint. Throws when tiles and checkpoint do not fit: then nothing may sign. */
  async resume(reads: Connection): Promise<void> {
    this.#pending = undefined;
    const last = await ledgerTables(reads)
      .selectFrom('checkpoint')
      .select(['size', 'root', 'note'])
      .where('log', '=', this.origin)
      .orderBy('size', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last === undefined) {
      this.#edge = EMPTY_EDGE;
      this.#checkpoint = undefined;
      return;
    }
    const tiles = new Map<TileLevel, Uint8Array>();
    for (const { level, index } of edgeTiles(last.size)) {
      const bytes = await readTile(reads, this.origin, level, index);
      if (bytes === undefined) throw new Error(`resume the log ${this.origin}: tile ${level}/${index} is missing`);
      tiles.set(level, bytes);
    }
    const edge = resumeEdge(last.size, ({ level }) => tiles.get(level) as Uint8Array);
    if (!sameBytes(edgeRoot(edge), last.root)) {
      throw new Error(
        `resume the log ${this.origin}: its tiles do not lead to the root of checkpoint ${last.size}`,
      );
    }
    this.#edge = edge;
    this.#checkpoint = readNote(last.note);
  }

  /** Writes the tiles these entries change, and the checkpoint over them, signed. */
  async append(transaction: InTransaction, entries: readonly Uint8Array[], at: Temporal.Instant): Promise<void> {
    if (entries.length === 0) return;
    const append = appendEntries(this.#edge, entries);
    if (!append.ok) throw new Error(`append to the log: ${append.refusal.sentence}`);
    const { edge, root, tiles } = append.value;
    await insertRows(
      transaction,
      'tile',
      tiles.map(({ level, index, bytes }) => ({
        log: this.origin,
        level: storedLevel(level),
        position: index,
        bytes,
      })),
      { keys: ['log', 'level', 'position'], do: 'replace' },
    );
    const note = signCheckpoint({ origin: this.origin, size: edge.size, root, extensions: [] }, this.#signer);
    await insertRows(transaction, 'checkpoint', [
      {
        log: this.origin,
        size: edge.size,
        root,
        note,
        signed_at: toMicroseconds(at),
        published_at: null,
        cosignatures: 0,
      },
    ]);
    this.#pending = { append: append.value, signed: readNote(note) };
  }

  /** A crash before this line loses nothing: the database has committed, and `resume` reads it. */
  commit(): void {
    if (this.#pending === undefined) return;
    this.#edge = this.#pending.append.edge;
    this.#checkpoint = this.#pending.signed;
    this.#pending = undefined;
  }

  /** Did the transaction whose commit failed reach the disk after all? Only then is its signed checkpoint there. */
  async hasPending(reads: Connection): Promise<boolean> {
    if (this.#pending === undefined) return false;
    const { size, root } = this.#pending.signed.checkpoint;
    const row = await ledgerTables(reads)
      .selectFrom('checkpoint')
      .select('root')
      .where('log', '=', this.origin)
      .where('size', '=', size)
      .executeTakeFirst();
    return row !== undefined && sameBytes(row.root, root);
  }

  /** A tlog-proof for the entry at `index` under a checkpoint at least as large. */
  async proof(reads: Connection, index: number, signed = this.#checkpoint): Promise<string> {
    if (signed === undefined) throw new Error(`prove entry ${index}: the log has no checkpoint`);
    const { size } = signed.checkpoint;
    const loaded = new Map<string, Uint8Array>();
    for (const tile of tilesForRanges(inclusionRanges(index, size), size, this.#full)) {
      const bytes = this.#atEdge(tile) ?? (await readTile(reads, this.origin, tile.level, tile.index));
      if (bytes !== undefined) loaded.set(`${tile.level}/${tile.index}`, bytes);
    }
    const source = (level: number, position: number) => loaded.get(`${level}/${position}`);
    const hashes = buildInclusion(index, size, tileReader(size, source, this.#full));
    if (!hashes.ok) throw new Error(`prove entry ${index}: ${hashes.refusal.sentence}`);
    return formatLogProof({ index, hashes: hashes.value, signed });
  }

  /** The rightmost partial tile of a level is in memory; so is what the last append has just filled. */
  #atEdge({ level, index, width }: TileCoordinate): Uint8Array | undefined {
    if (level === 'entries') return undefined;
    const partial = this.#edge.partials[level];
    const hashes = Math.floor(this.#edge.size / 256 ** level);
    const isLast = partial !== undefined && index === Math.floor(hashes / 256);
    return isLast && partial.length >= width * 32 ? partial : undefined;
  }
}

export function readNote(note: string): SignedCheckpoint {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) throw new Error(`read our own checkpoint: ${parsed.refusal.sentence}`);
  return parsed.value;
}
