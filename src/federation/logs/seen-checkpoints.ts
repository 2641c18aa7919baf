import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

/** Signed checkpoints remembered of one log; a lie about an older size is found through the mirror instead. */
const CHECKPOINTS_KEPT_PER_LOG = 20_000;
/** Checkpoints come with every exchange; those of this long share one write, for which appends would wait each time. */
const WRITE_PAUSE_MS = 500;

const TABLES = declareTables({
  federation_seen_checkpoint: {
    columns: { origin: 'text', size: 'bigint', root: 'text', note: 'text', seen_at: 'bigint' },
    key: ['origin', 'size', 'root'],
  },
});
type SeenRow = RowsIn<typeof TABLES>['federation_seen_checkpoint'];

/** Signed checkpoints that came by, but those of the last moment before a crash. Losing it loses evidence, nothing else. */
export const SEEN_TABLES = TABLES.asSet('federation-seen-checkpoints');

export const seenTables = TABLES.in;

export type Fork = { readonly origin: string; readonly one: SignedCheckpoint; readonly other: SignedCheckpoint };

const CHECKPOINTS_REMEMBERED = 5_000;

/** What one store's process has in memory of the checkpoints it saw. */
type Lately = {
  /** Those noted already: the same checkpoint comes with many statements. */
  readonly noted: Set<string>;
  /** Not yet written. */
  waiting: SeenRow[];
  /** Found when they were written, because another process had seen the other half meanwhile. */
  late: Fork[];
  timer: NodeJS.Timeout | undefined;
  /** Of the other logs, the first whose checkpoint the next exchange tells of. */
  toldFrom: number;
};

const lately = new WeakMap<Connection, Lately>();

function latelyIn(connection: Connection): Lately {
  const known = lately.get(connection) ?? {
    noted: new Set(),
    waiting: [],
    late: [],
    timer: undefined,
    toldFrom: 0,
  };
  lately.set(connection, known);
  return known;
}

/** Remembers checkpoints whose log signature was verified, and tells which of them contradict one seen before. */
export async function noteCheckpoints(
  connection: Connection,
  heads: readonly SignedCheckpoint[],
  now: Temporal.Instant,
): Promise<readonly Fork[]> {
  const memory = latelyIn(connection);
  const fresh = new Map(heads.map((signed) => [checkpointLine(signed), signed]));
  for (const line of fresh.keys()) if (memory.noted.has(line)) fresh.delete(line);
  if (fresh.size > 0) {
    const rows = [...fresh.values()].map(
      (signed): SeenRow => ({
        origin: signed.checkpoint.origin,
        size: signed.checkpoint.size,
        root: signed.checkpoint.root.toBase64(),
        note: formatSignedCheckpoint(strippedCheckpoint(signed)),
        seen_at: toMicroseconds(now),
      }),
    );
    memory.waiting.push(...rows);
    for (const line of fresh.keys()) memory.noted.add(line);
    memory.timer ??= setTimeout(() => void writeLater(connection), WRITE_PAUSE_MS).unref();
    memory.late.push(...(await forksAmong(connection, rows, memory.waiting)));
  }
  const forks = memory.late.splice(0);
  // What proves a lie does not wait to be written, and is told of even if it cannot be.
  if (forks.length > 0) await writeLater(connection);
  return forks;
}

/** Nobody waits for it: what could not be written is written with the next ones. */
async function writeLater(connection: Connection): Promise<void> {
  await writeSeenCheckpoints(connection).catch(() => undefined);
}

/** Writes what waits; before a store is closed, and whenever it must not be lost. */
export async function writeSeenCheckpoints(connection: Connection): Promise<void> {
  const memory = latelyIn(connection);
  clearTimeout(memory.timer);
  memory.timer = undefined;
  const rows = memory.waiting;
  memory.waiting = [];
  if (rows.length === 0) return;
  try {
    const keys = ['origin', 'size', 'root'];
    // In one transaction, since SQLite would otherwise sync each row to the disk by itself.
    await connection
      .transaction()
      .execute((transaction) =>
        insertRows(transaction, 'federation_seen_checkpoint', rows, { keys, do: 'nothing' }),
      );
    if (memory.noted.size > CHECKPOINTS_REMEMBERED) {
      memory.noted.clear();
      for (const origin of new Set(rows.map((row) => row.origin))) await prune(connection, origin);
    }
    memory.late.push(...(await forksAmong(connection, rows, [])));
  } catch (error) {
    // Noted, they would not be looked at again; written with the next ones, what they contradict is found still.
    memory.waiting = [...rows, ...memory.waiting].slice(-CHECKPOINTS_KEPT_PER_LOG);
    throw error;
  }
}

/** Which of these rows contradict what is stored, or what else waits to be. */
async function forksAmong(
  connection: Connection,
  rows: readonly SeenRow[],
  waiting: readonly SeenRow[],
): Promise<readonly Fork[]> {
  const forks: Fork[] = [];
  for (const [origin, ofLog] of Map.groupBy(rows, (row) => row.origin)) {
    const stored = await seenTables(connection)
      .selectFrom('federation_seen_checkpoint')
      .selectAll()
      .where('origin', '=', origin)
      .where('size', 'in', [...new Set(ofLog.map((row) => row.size))])
      .execute();
    const seen = [...stored, ...waiting.filter((row) => row.origin === origin)];
    for (const row of ofLog) {
      const other = seen.find(({ size, root }) => size === row.size && root !== row.root);
      if (other !== undefined) forks.push({ origin, one: read(other.note), other: read(row.note) });
    }
  }
  return forks;
}

async function prune(connection: Connection, origin: string): Promise<void> {
  const tables = seenTables(connection);
  const oldest = await tables
    .selectFrom('federation_seen_checkpoint')
    .select('size')
    .where('origin', '=', origin)
    .orderBy('size', 'desc')
    .offset(CHECKPOINTS_KEPT_PER_LOG)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  await tables
    .deleteFrom('federation_seen_checkpoint')
    .where('origin', '=', origin)
    .where('size', '<=', oldest.size)
    .execute();
}

/** The newest signed checkpoint seen of a log. */
export async function newestSeenCheckpoint(
  connection: Connection,
  origin: string,
): Promise<SignedCheckpoint | undefined> {
  const stored = await seenTables(connection)
    .selectFrom('federation_seen_checkpoint')
    .select(['note', 'size'])
    .where('origin', '=', origin)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  let newest = stored;
  for (const row of latelyIn(connection).waiting) {
    if (row.origin === origin && row.size > (newest?.size ?? -1)) newest = row;
  }
  return newest === undefined ? undefined : read(newest.note);
}

const HEADS_READ = 500;

/** Signed checkpoints seen of a log, larger than `from` and no larger than `upTo`. */
export async function seenCheckpointsBetween(
  connection: Connection,
  origin: string,
  from: number,
  upTo: number,
): Promise<readonly SignedCheckpoint[]> {
  const stored = await seenTables(connection)
    .selectFrom('federation_seen_checkpoint')
    .select('note')
    .where('origin', '=', origin)
    .where('size', '>', from)
    .where('size', '<=', upTo)
    .orderBy('size')
    .limit(HEADS_READ)
    .execute();
  const waiting = latelyIn(connection).waiting.filter(
    (row) => row.origin === origin && row.size > from && row.size <= upTo,
  );
  return [...stored, ...waiting].map(({ note }) => read(note));
}

/** The newest signed checkpoint seen of every log but these, some of many at a time. */
export async function newestSeenCheckpoints(
  connection: Connection,
  but: readonly string[],
  limit: number,
): Promise<readonly SignedCheckpoint[]> {
  const rows = await seenTables(connection)
    .selectFrom('federation_seen_checkpoint')
    .select('origin')
    .distinct()
    .where('origin', 'not in', [...but, ''])
    .orderBy('origin')
    .execute();
  const memory = latelyIn(connection);
  const from = rows.length === 0 ? 0 : memory.toldFrom % rows.length;
  memory.toldFrom = from + limit;
  const chosen = [...rows.slice(from), ...rows.slice(0, from)].slice(0, limit);
  const heads = await Promise.all(chosen.map(({ origin }) => newestSeenCheckpoint(connection, origin)));
  return heads.filter((head) => head !== undefined);
}

/** As a release or receipt states it: `<origin> <size> <base64 root>`. */
export function checkpointLine({ checkpoint }: SignedCheckpoint): string {
  return `${checkpoint.origin} ${checkpoint.size} ${checkpoint.root.toBase64()}`;
}

function read(note: string): SignedCheckpoint {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) throw new Error(`read a checkpoint seen before: ${parsed.refusal.sentence}`);
  return parsed.value;
}
