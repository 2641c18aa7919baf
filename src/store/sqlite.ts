/** Kysely on node:sqlite: one writer, taken in turns, and a reader that sees the last commit meanwhile. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import type { Bulk } from './rows.ts';
import { SqliteFile } from './sqlite-file.ts';
import { Folding } from './sqlite-folding.ts';
import { Turns } from './turns.ts';

/** How long a write waits in this process for the transaction before it. */
const WRITER_WAIT_MS = 30_000;

export class NodeSqliteDialect implements Dialect {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#path);
  }
  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }
  createAdapter(): DialectAdapter {
    return new ManyConnectionsAdapter();
  }
  // biome-ignore lint/suspicious/noExplicitAny: Kysely's own signature.
  createIntrospector(connection: Kysely<any>): DatabaseIntrospector {
    return new SqliteIntrospector(connection);
  }
}

/** Kysely would else make every read wait for the running transaction; our driver lets readers pass. */
class ManyConnectionsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A query that carries many rows, which the connection steps through one prepared statement. */
export type BulkQuery = CompiledQuery & { readonly bulk: Bulk };

function isBulk(query: CompiledQuery): query is BulkQuery {
  return 'bulk' in query;
}

class NodeSqliteDriver implements Driver {
  readonly #path: string;
  readonly #turns = new Turns('the database writer', WRITER_WAIT_MS);
  readonly #folding: Folding;
  #writer: SqliteFile | undefined;
  #reader: SqliteFile | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#folding = new Folding(path);
  }

  async init(): Promise<void> {
    this.#writer = new SqliteFile(this.#path, 'writer');
    this.#reader = new SqliteFile(this.#path, 'reader');
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#writer === undefined || this.#reader === undefined) throw new Error('open SQLite: not initialised');
    return new SqliteConnection(this.#writer, this.#reader, this.#turns, this.#folding);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.accessMode === 'read only') own(connection).beginSnapshot(new SqliteFile(this.#path, 'reader'));
    else await own(connection).begin();
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    own(connection).end('commit');
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    own(connection).end('rollback');
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await own(connection).control(`savepoint "${name}"`);
  }
  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await own(connection).control(`rollback to "${name}"`);
  }
  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await own(connection).control(`release "${name}"`);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    own(connection).abandon();
  }

  async destroy(): Promise<void> {
    await this.#folding[Symbol.asyncDispose]();
    this.#reader?.[Symbol.dispose]();
    this.#writer?.[Symbol.dispose]();
  }
}

function own(connection: DatabaseConnection): SqliteConnection {
  if (connection instanceof SqliteConnection) return connection;
  throw new Error('a connection of another driver');
}

type Open = { readonly file: SqliteFile; readonly release: () => void };

/** What Kysely holds for one query or one transaction. Outside a transaction reads go to the reader. */
class SqliteConnection implements DatabaseConnection {
  readonly #writer: SqliteFile;
  readonly #reader: SqliteFile;
  readonly #turns: Turns;
  readonly #folding: Folding;
  #open: Open | undefined;

  constructor(writer: SqliteFile, reader: SqliteFile, turns: Turns, folding: Folding) {
    this.#writer = writer;
    this.#reader = reader;
    this.#turns = turns;
    this.#folding = folding;
  }

  async begin(): Promise<void> {
    const release = await this.#turns.take();
    try {
      this.#writer.exec('begin immediate');
    } catch (cause) {
      release();
      throw new Error('begin a transaction: another process holds the database', { cause });
    }
    this.#open = { file: this.#writer, release };
  }

  /** SQLite takes its snapshot at the first read, so one is made at once. */
  beginSnapshot(file: SqliteFile): void {
    file.exec('begin; select 1 from sqlite_schema limit 1');
    this.#open = { file, release: () => file[Symbol.dispose]() };
  }

  end(how: 'commit' | 'rollback'): void {
    const open = this.#open;
    if (open === undefined) return;
    if (how === 'commit' || open.file.inTransaction) open.file.exec(how);
    if (how === 'commit' && open.file === this.#writer) this.#folding.offer(this.#writer.unfoldedPages);
    this.#open = undefined;
    open.release();
  }

  /** A commit that failed leaves its transaction open; the turn must not be lost with it. */
  abandon(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    try {
      if (open.file.inTransaction) open.file.exec('rollback');
    } finally {
      open.release();
    }
  }

  async control(sql: string): Promise<void> {
    this.#open?.file.exec(sql);
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#open !== undefined) return execute(this.#open.file, query);
    if (isRead(query)) return execute(this.#reader, query);
    return this.#turns.run(async () => execute(this.#writer, query));
  }

  /** PostgreSQL would need one more package for it: both engines are read in pages instead. */
  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('stream a query: read it in pages, ordered by its key');
  }
}

function isRead(query: CompiledQuery): boolean {
  if (isBulk(query)) return false;
  if (query.query.kind === 'SelectQueryNode') return true;
  if (query.query.kind !== 'RawNode') return false;
  return /^\s*(select|with|explain)\b/i.test(query.sql) && !/\b(insert|update|delete)\b/i.test(query.sql);
}

function execute<Row>(file: SqliteFile, query: CompiledQuery): QueryResult<Row> {
  const result = isBulk(query) ? file.insert(query.bulk) : file.run(query.sql, query.parameters);
  return { rows: result.rows as Row[], numAffectedRows: BigInt(result.changes) };
}
