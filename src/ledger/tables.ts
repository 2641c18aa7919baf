/** The ledger's own tables. Everything else it keeps is a view, and follows from `statement` and `addition`. */
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';

/** In the place of a body's hash whose statement was erased in part: what was said could be guessed at from the hash. */
export const FORGOTTEN_BODY = '';

/**
 * Each index costs an append one more page to write, at a random place where its key is a digest: at the rates asked
 * for, these pages are most of what a commit syncs. So rows go in by arrival, and a rare row has a partial index.
 */
const TABLES = declareTables({
  /** What a log fixes of a statement, and the claims it came with. Only erasure takes anything away. */
  statement: {
    columns: {
      /** The first arrival that brought it. */
      arrival: 'whole',
      digest: 'text',
      jwt: 'text',
      /** As they travel, joined by `~`. */
      disclosures: 'text',
      origin: text<'own' | 'foreign'>(),
      issuer: 'text',
      vct: 'text',
      realm: 'text',
      signer: 'text',
      log: 'text',
      log_index: 'bigint',
      case_id: 'text?',
      /** Of the case, in `case_place`; null exactly where `case_id` is. */
      case_place: 'bigint?',
      /** The freest label among its claims held here, as its place in TLP_ORDER: 0 is clear. Only to find, not to show. */
      widest: 'bigint',
      recorded_at: 'bigint',
      proven_at: 'bigint?',
      /** Of a foreign statement: the tlog-proof it came with. */
      proof: 'text?',
    },
    key: ['arrival'],
    long: true,
    indexes: [
      { on: ['digest'], unique: true },
      ['case_place', 'arrival'],
      ['log', 'log_index'],
      { on: ['widest', 'arrival'], where: 'widest = 0' },
    ],
  },
  /** More of a statement that was held already: a late disclosure, or a wider release. */
  addition: {
    columns: { arrival: 'whole', digest: 'text', disclosures: 'text', recorded_at: 'bigint' },
    key: ['arrival'],
    indexes: [['digest', 'arrival']],
  },
  /** Hash tiles of each level, and the entry bundles under level -1; the widest of each only. */
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
  /** By which small number a case stands in indexes: the arrival that first named it. */
  case_place: { columns: { case_id: 'text', place: 'bigint' }, key: ['case_id'] },
  /**
   * The last running number given: of a party (`case_place` 0), and of a party in a case. Under no party's name stands
   * what a restore left out for parties and cases that it does not know; they begin above it.
   */
  running_number: {
    columns: { issuer: 'text', case_place: 'bigint', last: 'bigint' },
    key: ['issuer', 'case_place'],
  },
  view: { columns: { name: 'text', version: 'bigint', cursor: 'bigint' }, key: ['name'] },
  /** Claims that a party has erased from its copy of a statement; no holder in rows made before copies were told apart. */
  erasure: {
    columns: { digest: 'text', names: 'text', statement: 'text', arrival: 'bigint', holder: 'text?' },
    key: ['statement'],
    indexes: [['digest']],
  },
  /** One row: who appends, and what they may. */
  appender: {
    columns: { id: 'whole', epoch: 'bigint', log: 'text', state: text<'open' | 'recovering' | 'moved'>() },
    key: ['id'],
  },
  /** Submissions handed to the process that appends; answered in the transaction that appends them. */
  hand_off: {
    columns: { id: 'text', submission: 'text', handed_at: 'bigint', answer: 'text?' },
    key: ['id'],
  },
  /** Entries of our log whose statement was lost with a disk and came back from nobody. */
  lost: {
    columns: { log: 'text', log_index: 'bigint', digest: 'text' },
    key: ['log', 'log_index'],
    indexes: [['digest']],
  },
  /** Padding of our log, so that it is found and proved like an entry whose statement is not shown. */
  padding: { columns: { log: 'text', log_index: 'bigint', digest: 'text' }, key: ['log', 'digest'] },
});

export const LEDGER_TABLES = TABLES.asSet('ledger');
/** The same connection or transaction, knowing the ledger's tables. */
export const ledgerTables = TABLES.in;

export type LedgerTables = RowsIn<typeof TABLES>;
export type StatementRow = LedgerTables['statement'];
export type AdditionRow = LedgerTables['addition'];
export type TileRow = LedgerTables['tile'];
export type CheckpointRow = LedgerTables['checkpoint'];
export type CosignatureRow = LedgerTables['cosignature'];
export type IdempotencyRow = LedgerTables['idempotency'];
export type CasePlaceRow = LedgerTables['case_place'];
export type NumberRow = LedgerTables['running_number'];
export type ViewRow = LedgerTables['view'];
export type ErasureRow = LedgerTables['erasure'];
export type AppenderRow = LedgerTables['appender'];
export type HandOffRow = LedgerTables['hand_off'];
export type LostRow = LedgerTables['lost'];
export type PaddingRow = LedgerTables['padding'];

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
