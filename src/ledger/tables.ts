/** The ledger's own tables. Everything else it keeps is a view, and follows from `statement` and `held`. */
import type { Connection, InTransaction } from '#store/connection.ts';
import { bytesType } from '#store/dialect.ts';
import type { TableSet } from '#store/table-set.ts';

/** What a log fixes of a statement; never changed, but for the case a later disclosure tells. */
export type StatementRow = {
  digest: string;
  /** The first arrival that brought it. */
  arrival: number;
  jwt: string;
  origin: 'own' | 'foreign';
  issuer: string;
  vct: string;
  realm: string;
  signer: string;
  log: string;
  log_index: number;
  case_id: string | null;
  /** The freest label among its claims held here, as its place in TLP_ORDER: 0 is clear. Only to find, not to show. */
  widest: number;
  recorded_at: number;
  proven_at: number | null;
  /** Of a foreign statement: the tlog-proof it came with. */
  proof: string | null;
};

/** Disclosures as one arrival brought them: a JSON array of strings. Erasure takes strings out. */
export type HeldRow = { arrival: number; digest: string; disclosures: string; recorded_at: number };

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

export type IdempotencyRow = { scope: string; key: string; body: string; digest: string | null };

/** The last running number given: of a party (`case_id` empty), and of a party in a case. */
export type NumberRow = { issuer: string; case_id: string; last: number };

export type ViewRow = { name: string; version: number; cursor: number };

export type ErasureRow = { digest: string; names: string; statement: string; arrival: number };

/** One row: who appends, and what they may. */
export type AppenderRow = { id: number; epoch: number; log: string; state: 'open' | 'recovering' };

/** Submissions handed to the process that appends; answered in the transaction that appends them. */
export type HandOffRow = { id: string; submission: string; handed_at: number; answer: string | null };

/** Entries of our log whose statement was lost with a disk and came back from nobody. */
export type LostRow = { log: string; log_index: number; digest: string };

export type LedgerTables = {
  statement: StatementRow;
  held: HeldRow;
  tile: TileRow;
  checkpoint: CheckpointRow;
  cosignature: CosignatureRow;
  idempotency: IdempotencyRow;
  running_number: NumberRow;
  view: ViewRow;
  erasure: ErasureRow;
  appender: AppenderRow;
  hand_off: HandOffRow;
  lost: LostRow;
};

type ColumnType = 'text' | 'bigint' | 'bytes';
type Shape = {
  readonly columns: Readonly<Record<string, ColumnType | `${ColumnType}?`>>;
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
};

const SHAPES: Readonly<Record<keyof LedgerTables, Shape>> = {
  statement: {
    columns: {
      digest: 'text',
      arrival: 'bigint',
      jwt: 'text',
      origin: 'text',
      issuer: 'text',
      vct: 'text',
      realm: 'text',
      signer: 'text',
      log: 'text',
      log_index: 'bigint',
      case_id: 'text?',
      widest: 'bigint',
      recorded_at: 'bigint',
      proven_at: 'bigint?',
      proof: 'text?',
    },
    key: ['digest'],
    indexes: [
      ['case_id', 'arrival'],
      ['widest', 'arrival'],
      ['arrival'],
      ['log', 'log_index'],
      ['issuer', 'arrival'],
    ],
  },
  held: {
    columns: { arrival: 'bigint', digest: 'text', disclosures: 'text', recorded_at: 'bigint' },
    key: ['arrival'],
    indexes: [['digest', 'arrival']],
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
    indexes: [['log', 'published_at']],
  },
  cosignature: {
    columns: { log: 'text', size: 'bigint', name: 'text', key_id: 'bigint', line: 'text', at: 'bigint' },
    key: ['log', 'size', 'name', 'key_id'],
  },
  idempotency: {
    columns: { scope: 'text', key: 'text', body: 'text', digest: 'text?' },
    key: ['scope', 'key'],
  },
  running_number: { columns: { issuer: 'text', case_id: 'text', last: 'bigint' }, key: ['issuer', 'case_id'] },
  view: { columns: { name: 'text', version: 'bigint', cursor: 'bigint' }, key: ['name'] },
  erasure: {
    columns: { digest: 'text', names: 'text', statement: 'text', arrival: 'bigint' },
    key: ['statement'],
    indexes: [['digest']],
  },
  appender: { columns: { id: 'bigint', epoch: 'bigint', log: 'text', state: 'text' }, key: ['id'] },
  hand_off: {
    columns: { id: 'text', submission: 'text', handed_at: 'bigint', answer: 'text?' },
    key: ['id'],
  },
  lost: { columns: { log: 'text', log_index: 'bigint', digest: 'text' }, key: ['log', 'log_index'] },
};

export const LEDGER_TABLES: TableSet = { name: 'ledger', tables: Object.keys(SHAPES), create };

async function create(connection: Connection): Promise<void> {
  for (const [name, { columns, key, indexes = [] }] of Object.entries(SHAPES)) {
    let table = connection.schema.createTable(name).ifNotExists();
    for (const [column, type] of Object.entries(columns)) {
      const optional = type.endsWith('?');
      const bare = type.replace('?', '');
      const stored = bare === 'bytes' ? bytesType(connection) : (bare as 'text' | 'bigint');
      table = table.addColumn(column, stored, (built) => (optional ? built : built.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, [...key] as [never, ...never[]]).execute();
    for (const columnsOfIndex of indexes) {
      await connection.schema
        .createIndex(`${name}_by_${columnsOfIndex.join('_')}`)
        .ifNotExists()
        .on(name)
        .columns([...columnsOfIndex])
        .execute();
    }
  }
}

/** The same connection or transaction, knowing the ledger's tables. */
export function ledgerTables(connection: Connection) {
  return connection.$extendTables<LedgerTables>();
}

export function ledgerTablesIn(transaction: InTransaction) {
  return transaction.$extendTables<LedgerTables>();
}
