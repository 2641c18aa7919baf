/** The node's own log: its edge in memory, its tiles and checkpoints in the database, and proofs from both. */
import { CompletedNodes, proofsOfAppended } from '#log/appended-proofs.ts';
import { type SignedCheckpoint, signCheckpoint } from '#log/checkpoint.ts';
import { edgeTiles, hashesAtLevel, TILE_WIDTH, type TileCoordinate, type TileLevel } from '#log/tile.ts';
import { type Append, appendEntries, type Edge, EMPTY_EDGE, edgeRoot, resumeEdge } from '#log/tile-writer.ts';
import { HASH_BYTES, sameBytes } from '#log/tree.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type Prover, readNote } from './prover.ts';
import { ledgerTables } from './tables.ts';
import { readTile, storedLevel } from './tiles.ts';

type Pending = {
  readonly append: Append;
  readonly completed: CompletedNodes;
  readonly note: string;
  readonly signed: SignedCheckpoint;
};

/**
 * One log, as the appender holds it. `append` writes through the transaction and changes nothing in memory; `commit`
 * takes the new edge over once the database has it. A crash between the two leaves what `resume` reads again.
 */
export class LogTree {
  readonly origin: string;
  readonly #signer: SignerKey;
  readonly #prover: Prover;
  #edge: Edge = EMPTY_EDGE;
  #checkpoint: SignedCheckpoint | undefined;
  #pending: Pending | undefined;
  /** Of the last append, made when the first of them is asked for. */
  #proofs: { readonly first: number; readonly all: () => readonly string[] } | undefined;

  constructor(signer: SignerKey, prover: Prover) {
    this.origin = signer.verifier.name;
    this.#prover = prover;
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
    this.#proofs = undefined;
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
    const completed = new CompletedNodes(this.#edge.size);
    const append = appendEntries(this.#edge, entries, (level, hash) => completed.add(level, hash));
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
    this.#pending = { append: append.value, completed, note, signed: readNote(note) };
  }

  /** A crash before this line loses nothing: the database has committed, and `resume` reads it. */
  commit(): void {
    if (this.#pending === undefined) return;
    const { append, completed, note, signed } = this.#pending;
    const before = this.#edge;
    this.#proofs = {
      first: before.size,
      all: once(() => proofsOfAppended(before, append.edge, completed, note)),
    };
    this.#edge = append.edge;
    this.#checkpoint = signed;
    this.#pending = undefined;
  }

  /** After a transaction that did not commit. */
  abandon(): void {
    this.#pending = undefined;
  }

  /** A tlog-proof for an entry under our newest checkpoint. */
  async proof(reads: Connection, index: number): Promise<string> {
    if (this.#proofs !== undefined && index >= this.#proofs.first && index < this.size) {
      return this.#proofs.all()[index - this.#proofs.first] as string;
    }
    if (this.#checkpoint === undefined) throw new Error(`prove entry ${index}: the log has no checkpoint`);
    return this.#prover.prove(reads, index, this.#checkpoint, (tile) => this.#atEdge(tile));
  }

  /** The rightmost partial tile of each level is in memory. */
  #atEdge({ level, index, width }: TileCoordinate): Uint8Array | undefined {
    if (level === 'entries') return undefined;
    const partial = this.#edge.partials[level];
    const isLast = index === Math.floor(hashesAtLevel(level, this.#edge.size) / TILE_WIDTH);
    return isLast && partial !== undefined && partial.length >= width * HASH_BYTES ? partial : undefined;
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
