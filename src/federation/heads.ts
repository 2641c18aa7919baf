import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { TableSet } from '#store/table-set.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

/** Signed checkpoints remembered of one log; a lie about an older size is found through the mirror instead. */
export const CHECKPOINTS_KEPT_PER_LOG = 20_000;

type SeenRow = { origin: string; size: number; root: string; note: string; seen_at: number };
export type SeenTables = { federation_seen_checkpoint: SeenRow };

/** Every signed checkpoint that came by. Losing it loses evidence, and nothing else. */
export const SEEN_TABLES: TableSet = {
  name: 'federation-seen-checkpoints',
  tables: ['federation_seen_checkpoint'],
  async create(connection) {
    await connection.schema
      .createTable('federation_seen_checkpoint')
      .ifNotExists()
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('root', 'text', (column) => column.notNull())
      .addColumn('note', 'text', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('federation_seen_checkpoint_key', ['origin', 'size', 'root'])
      .execute();
  },
};

function seenTables(connection: Connection) {
  return connection.$extendTables<SeenTables>();
}

export type Fork = { readonly origin: string; readonly one: SignedCheckpoint; readonly other: SignedCheckpoint };

const HEADS_REMEMBERED = 5_000;
/** What was noted lately, by store: the same checkpoint comes with many statements. */
const recent = new WeakMap<object, Set<string>>();

/** Remembers checkpoints whose log signature was verified, and tells which of them contradict one seen before. */
export async function noteHeads(
  connection: Connection,
  heads: readonly SignedCheckpoint[],
  now: Temporal.Instant,
): Promise<readonly Fork[]> {
  const known = recent.get(connection) ?? new Set();
  recent.set(connection, known);
  const fresh = new Map(heads.map((signed) => [headLine(signed), signed]));
  for (const line of fresh.keys()) if (known.has(line)) fresh.delete(line);
  if (fresh.size === 0) return [];
  const rows = [...fresh.values()].map(
    (signed): SeenRow => ({
      origin: signed.checkpoint.origin,
      size: signed.checkpoint.size,
      root: signed.checkpoint.root.toBase64(),
      note: formatSignedCheckpoint(strippedCheckpoint(signed)),
      seen_at: toMicroseconds(now),
    }),
  );
  const keys = ['origin', 'size', 'root'];
  await insertRows(connection, 'federation_seen_checkpoint', rows, { keys, do: 'nothing' });
  if (known.size + fresh.size > HEADS_REMEMBERED) {
    known.clear();
    for (const origin of new Set(rows.map((row) => row.origin))) await prune(connection, origin);
  }
  for (const line of fresh.keys()) known.add(line);
  return forksAmong(connection, rows);
}

async function forksAmong(connection: Connection, rows: readonly SeenRow[]): Promise<readonly Fork[]> {
  const forks: Fork[] = [];
  for (const [origin, ofLog] of Map.groupBy(rows, (row) => row.origin)) {
    const seen = await seenTables(connection)
      .selectFrom('federation_seen_checkpoint')
      .selectAll()
      .where('origin', '=', origin)
      .where('size', 'in', [...new Set(ofLog.map((row) => row.size))])
      .execute();
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
export async function newestHead(connection: Connection, origin: string): Promise<SignedCheckpoint | undefined> {
  const row = await seenTables(connection)
    .selectFrom('federation_seen_checkpoint')
    .select('note')
    .where('origin', '=', origin)
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : read(row.note);
}

/** As a release or receipt states it: `<origin> <size> <base64 root>`. */
export function headLine({ checkpoint }: SignedCheckpoint): string {
  return `${checkpoint.origin} ${checkpoint.size} ${checkpoint.root.toBase64()}`;
}

function read(note: string): SignedCheckpoint {
  const parsed = parseCheckpoint(note);
  if (!parsed.ok) throw new Error(`read a checkpoint seen before: ${parsed.refusal.sentence}`);
  return parsed.value;
}
