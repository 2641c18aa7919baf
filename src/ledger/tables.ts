/** The ledger's own tables. Everything else it keeps is a view, and follows from `statement` and `addition`. */
import { sql } from 'kysely';
import type { Connection, InTransaction } from '#store/connection.ts';
import { bytesType, columnsOf, longRows, wholeType } from '#store/dialect.ts';
import type { TableSet } from '#store/table-set.ts';

/** What a log fixes of a statement, and the claims it came with. Only erasure takes anything away. */
export type StatementRow = {
  /** The first arrival that brought it. */
  arrival: number;
  digest: string;
  jwt: string;
  /** As they travel, joined by `~`. */
  disclosures: string;
  origin: 'own' | 'foreign';
  issuer: string;
  vct: string;
  realm: string;
  signer: string;
  log: string;
  log_index: number;
  case_id: string | null;
  /** Of the case, in `case_place`; null exactly where `case_id` is. */
  case_place: number | null;
  /** The freest label among its claims held here, as its place in TLP_ORDER: 0 is clear. Only to find, not to show. */
  widest: number;
  recorded_at: number;
  proven_at: number | null;
  /** Of a foreign statement: the tlog-proof it came with. */
  proof: string | null;
};

/** More of a statement that was held already: a late disclosure, or a wider release. */
export type AdditionRow = { arrival: number; digest: string; disclosures: string; recorded_at: number };

/** Hash tiles of each level, and the entry bundles under level -1; the widest of each only. */
export type TileRow = { log: string; level: number; position: number; bytes: Uint8Array };

export type CheckpointRow = {
  log: string;
  size: number;
  root: Uint8Array;
  note: string;
  signed_at: number;
  published_at: number | null;
  cosignatures: number;
};

export type CosignatureRow = { log: string; size: number; name: string; key_id: number; line: string; at: number };

/** In the place of a body's hash whose statement was erased in part: what was said could be guessed at from the hash. */
export const FORGOTTEN_BODY = '';

export type IdempotencyRow = { scope: string; key: string; body: string; digest: string | null };

/** By which small number a case stands in indexes: the arrival that first named it. */
export type CasePlaceRow = { case_id: string; place: number };

/**
 * The last running number given: of a party (`case_place` 0), and of a party in a case. Under no party's name stands
 * what a restore left out for parties and cases that it does not know; they begin above it.
 */
export type NumberRow = { issuer: string; case_place: number; last: number };

export type ViewRow = { name: string; version: number; cursor: number };

/** Claims that a party has erased from its copy of a statement; null in rows made before copies were told apart. */
export type ErasureRow = {
  digest: string;
  names: string;
  statement: string;
  arrival: number;
  holder: string | null;
};

/** One row: who appends, and what they may. */
export type AppenderRow = { id: number; epoch: number; log: string; state: 'open' | 'recovering' | 'moved' };

/** Submissions handed to the process that appends; answered in the transaction that appends them. */
export type HandOffRow = { id: string; submission: string; handed_at: number; answer: string | null };

/** Entries of our log whose statement was lost with a disk and came back from nobody. */
export type LostRow = { log: string; log_index: number; digest: string };

/** Padding of our log, so that it is found and proved like an entry whose statement is not shown. */
export type PaddingRow = { log: string; log_index: number; digest: string };

export type LedgerTables = {
  statement: StatementRow;
  addition: AdditionRow;
  tile: TileRow;
  checkpoint: CheckpointRow;
  cosignature: CosignatureRow;
  idempotency: IdempotencyRow;
  case_place: CasePlaceRow;
  running_number: NumberRow;
  view: ViewRow;
  erasure: ErasureRow;
  appender: AppenderRow;
  hand_off: HandOffRow;
  lost: LostRow;
  padding: PaddingRow;
};

type ColumnType = 'text' | 'bigint' | 'bytes';
type Index = { readonly on: readonly string[]; readonly unique?: true; readonly where?: string };
type Shape = {
  readonly columns: Readonly<Record<string, ColumnType | `${ColumnType}?`>>;
  readonly key: readonly string[];
  readonly indexes?: readonly Index[];
  /** Each row is some kilobytes of text that no compression makes much shorter. */
  readonly long?: true;
};

/**
 * Each index costs an append one more page to write, at a random place where its key is a digest: at the rates asked
 * for, these pages are most of what a commit syncs. So rows go in by arrival, and a rare row has a partial index.
 */
const SHAPES: Readonly<Record<keyof LedgerTables, Shape>> = {
  statement: {
    columns: {
      arrival: 'bigint',
      digest: 'text',
      jwt: 'text',
      disclosures: 'text',
      origin: 'text',
      issuer: 'text',
      vct: 'text',
      realm: 'text',
      signer: 'text',
      log: 'text',
      log_index: 'bigint',
      case_id: 'text?',
      case_place: 'bigint?',
      widest: 'bigint',
      recorded_at: 'bigint',
      proven_at: 'bigint?',
      proof: 'text?',
    },
    key: ['arrival'],
    long: true,
    indexes: [
      { on: ['digest'], unique: true },
      { on: ['case_place', 'arrival'] },
      { on: ['log', 'log_index'] },
      { on: ['widest', 'arrival'], where: 'widest = 0' },
    ],
  },
  addition: {
    columns: { arrival: 'bigint', digest: 'text', disclosures: 'text', recorded_at: 'bigint' },
    key: ['arrival'],
    indexes: [{ on: ['digest', 'arrival'] }],
  },
  tile: {
    columns: { log: 'text', level: 'bigint', position: 'bigint', bytes: 'bytes' },
    key: ['log', 'level', 'position'],
  },
  checkpoint: {
    columns: {
      log: 'text',
      size: 'bigint',
      root: 'bytes',
      note: 'text',
      signed_at: 'bigint',
      published_at: 'bigint?',
      cosignatures: 'bigint',
    },
    key: ['log', 'size'],
    indexes: [{ on: ['log', 'size'], where: 'published_at is not null' }],
  },
  cosignature: {
    columns: { log: 'text', size: 'bigint', name: 'text', key_id: 'bigint', line: 'text', at: 'bigint' },
    key: ['log', 'size', 'name', 'key_id'],
  },
  idempotency: {
    columns: { scope: 'text', key: 'text', body: 'text', digest: 'text?' },
    key: ['scope', 'key'],
  },
  case_place: { columns: { case_id: 'text', place: 'bigint' }, key: ['case_id'] },
  running_number: {
    columns: { issuer: 'text', case_place: 'bigint', last: 'bigint' },
    key: ['issuer', 'case_place'],
  },
  view: { columns: { name: 'text', version: 'bigint', cursor: 'bigint' }, key: ['name'] },
  erasure: {
    columns: { digest: 'text', names: 'text', statement: 'text', arrival: 'bigint', holder: 'text?' },
    key: ['statement'],
    indexes: [{ on: ['digest'] }],
  },
  appender: { columns: { id: 'bigint', epoch: 'bigint', log: 'text', state: 'text' }, key: ['id'] },
  hand_off: {
    columns: { id: 'text', submission: 'text', handed_at: 'bigint', answer: 'text?' },
    key: ['id'],
  },
  lost: {
    columns: { log: 'text', log_index: 'bigint', digest: 'text' },
    key: ['log', 'log_index'],
    indexes: [{ on: ['digest'] }],
  },
  padding: { columns: { log: 'text', log_index: 'bigint', digest: 'text' }, key: ['log', 'digest'] },
};

export const LEDGER_TABLES: TableSet = { name: 'ledger', tables: Object.keys(SHAPES), create };

async function create(connection: Connection): Promise<void> {
  for (const [name, { columns, key, indexes = [], long }] of Object.entries(SHAPES)) {
    let table = connection.schema.createTable(name).ifNotExists();
    if (long === true) table = table.modifyEnd(longRows(connection));
    for (const [column, type] of Object.entries(columns)) {
      const optional = type.endsWith('?');
      const stored = storedType(connection, type.replace('?', '') as ColumnType, key.length === 1);
      table = table.addColumn(column, stored, (built) => (optional ? built : built.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, [...key] as [never, ...never[]]).execute();
    await addColumns(connection, name, columns);
    for (const { on, unique, where } of indexes) await createIndex(connection, name, on, unique ?? false, where);
  }
}

/** To a table that an earlier version created: only columns that may be empty are ever added. */
async function addColumns(connection: Connection, name: string, columns: Shape['columns']): Promise<void> {
  const optional = Object.entries(columns).filter(([, type]) => type.endsWith('?'));
  if (optional.length === 0) return;
  const present = await columnsOf(connection, name);
  for (const [column, type] of optional) {
    if (present.has(column)) continue;
    const stored = storedType(connection, type.replace('?', '') as ColumnType, false);
    await connection.schema.alterTable(name).addColumn(column, stored).execute();
  }
}

function storedType(connection: Connection, type: ColumnType, alone: boolean) {
  if (type === 'bytes') return bytesType(connection);
  return type === 'bigint' && alone ? wholeType(connection) : type;
}

async function createIndex(
  connection: Connection,
  table: string,
  on: readonly string[],
  unique: boolean,
  where: string | undefined,
): Promise<void> {
  let index = connection.schema
    .createIndex(`${table}_by_${on.join('_')}`)
    .ifNotExists()
    .on(table)
    .columns([...on]);
  if (unique) index = index.unique();
  await (where === undefined ? index : index.where(sql.raw(where) as never)).execute();
}

/** The same connection or transaction, knowing the ledger's tables. */
export function ledgerTables(connection: Connection) {
  return connection.$extendTables<LedgerTables>();
}

export function ledgerTablesIn(transaction: InTransaction) {
  return transaction.$extendTables<LedgerTables>();
}

/** How the log of this store stands; undefined where nothing was ever appended. */
export async function standingOfLog(
  connection: Connection,
): Promise<Pick<AppenderRow, 'log' | 'state'> | undefined> {
  return ledgerTables(connection).selectFrom('appender').select(['log', 'state']).executeTakeFirst();
}

/** Of a node restored from a backup that has not taken back yet what it said since. */
export const RECOVERING_SENTENCE =
  'This node was restored and does not know yet what it said last; finish with "comity restore".';

/** Of a store that `migrate-store` has ended. */
export const MOVED_SENTENCE =
  'This node was moved to another database by "comity migrate-store"; let the settings name that one.';
