/**
 * Checkpoints: each append signs one; at a fixed cadence the newest is published, so that what the world sees tells
 * little of when statements came. Witnesses cosign the published ones.
 */
import { addSignatures, type SignedCheckpoint } from '#log/checkpoint.ts';
import { formatSignatureLine, parseSignatureLines } from '#log/note.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { CheckpointCode } from './codes.ts';
import { MAX_COSIGNATURES } from './limits.ts';
import { readNote } from './prover.ts';
import { type CheckpointRow, ledgerTables } from './tables.ts';

/** The checkpoint served at `/log/checkpoint`, with the cosignatures known by now. */
export async function publishedCheckpoint(reads: Connection, log: string): Promise<SignedCheckpoint | undefined> {
  const row = await checkpoints(reads, log).where('published_at', 'is not', null).executeTakeFirst();
  return row === undefined ? undefined : withCosignatures(reads, row);
}

/** The newest checkpoint, published or not. */
export async function newestCheckpoint(reads: Connection, log: string): Promise<SignedCheckpoint | undefined> {
  const row = await checkpoints(reads, log).executeTakeFirst();
  return row === undefined ? undefined : withCosignatures(reads, row);
}

/** What proves an entry best: the newest published checkpoint that is cosigned, else the newest there is. */
export async function checkpointCovering(
  reads: Connection,
  log: string,
  index: number,
): Promise<SignedCheckpoint | undefined> {
  const covering = checkpoints(reads, log).where('size', '>', index);
  const published = covering.where('published_at', 'is not', null);
  const row =
    (await published.where('cosignatures', '>', 0).executeTakeFirst()) ??
    (await published.executeTakeFirst()) ??
    (await covering.executeTakeFirst());
  return row === undefined ? undefined : withCosignatures(reads, row);
}

/** Whether the world has seen this entry: padding has joined those that are not published yet only by then. */
export async function isPublished(reads: Connection, log: string, index: number): Promise<boolean> {
  const covering = checkpoints(reads, log).where('size', '>', index).where('published_at', 'is not', null);
  return (await covering.executeTakeFirst()) !== undefined;
}

/** Publishes the newest checkpoint if it is larger than the last one published; answers what was published. */
export async function publish(
  transaction: InTransaction,
  log: string,
  at: Temporal.Instant,
): Promise<SignedCheckpoint | undefined> {
  const newest = await checkpoints(transaction, log).executeTakeFirst();
  if (newest === undefined || newest.published_at !== null) return undefined;
  await ledgerTables(transaction)
    .updateTable('checkpoint')
    .set({ published_at: toMicroseconds(at) })
    .where('log', '=', log)
    .where('size', '=', newest.size)
    .execute();
  return readNote(newest.note);
}

/**
 * Keeps signature lines that witnesses returned for a published checkpoint; whoever calls has verified them. A line
 * in the log's own name, or by a key that has cosigned already, is not kept twice.
 */
export async function keepCosignatures(
  transaction: InTransaction,
  log: string,
  size: number,
  lines: string,
  at: Temporal.Instant,
): Promise<Outcome<null, CheckpointCode>> {
  const parsed = parseSignatureLines(lines);
  if (!parsed.ok) return refuse('cosignature-line-malformed', parsed.refusal.sentence);
  const tables = ledgerTables(transaction);
  const row = await checkpoints(transaction, log).where('size', '=', size).executeTakeFirst();
  if (row === undefined) return refuse('checkpoint-unknown', `The log ${log} has no checkpoint of size ${size}.`);
  const foreign = parsed.value.filter((line) => line.name !== log);
  if (row.cosignatures + foreign.length > MAX_COSIGNATURES) {
    return refuse('cosignature-too-many', `At most ${MAX_COSIGNATURES} cosignatures are kept for a checkpoint.`);
  }
  await insertRows(
    transaction,
    'cosignature',
    foreign.map((line) => ({
      log,
      size,
      name: line.name,
      key_id: line.keyId,
      line: formatSignatureLine(line),
      at: toMicroseconds(at),
    })),
    { keys: ['log', 'size', 'name', 'key_id'], do: 'nothing' },
  );
  const { many } = await tables
    .selectFrom('cosignature')
    .select(({ fn }) => fn.countAll<number>().as('many'))
    .where('log', '=', log)
    .where('size', '=', size)
    .executeTakeFirstOrThrow();
  await tables
    .updateTable('checkpoint')
    .set({ cosignatures: many })
    .where('log', '=', log)
    .where('size', '=', size)
    .execute();
  return accept(null);
}

function checkpoints(reads: Connection, log: string) {
  return ledgerTables(reads)
    .selectFrom('checkpoint')
    .selectAll()
    .where('log', '=', log)
    .orderBy('size', 'desc')
    .limit(1);
}

async function withCosignatures(reads: Connection, row: CheckpointRow): Promise<SignedCheckpoint> {
  const signed = readNote(row.note);
  if (row.cosignatures === 0) return signed;
  const lines = await ledgerTables(reads)
    .selectFrom('cosignature')
    .select('line')
    .where('log', '=', row.log)
    .where('size', '=', row.size)
    .orderBy('name')
    .orderBy('key_id')
    .execute();
  const parsed = parseSignatureLines(lines.map(({ line }) => line).join(''));
  if (!parsed.ok) throw new Error(`read cosignatures: ${parsed.refusal.sentence}`);
  return addSignatures(signed, parsed.value);
}
