import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Bulk, singleInsertSql } from './rows.ts';

/** How long SQLite itself waits for another process that writes. */
const BUSY_WAIT_MS = 10_000;
const CACHED_STATEMENTS = 500;
/** 16 MB: the tiles and view rows a batch touches again and again. */
const CACHE_KIB = 16_384;
/**
 * Pages in the write-ahead log from which on a writer folds it by itself, at the end of a commit. Mostly the folding
 * thread has left little to do by then; but under load only the writer sees a moment in which all of it is folded, and
 * the log begins anew.
 */
const WAL_LIMIT_PAGES = 8000;
/** A statement with its disclosures is about 6 KB: one page, and one write each in the log and the database. */
const PAGE_BYTES = 8192;
const PRIVATE_MODE = 0o600;
/** How often a watcher looks whether another connection has committed. */
const WATCH_POLL_MS = 100;

/** A statement, and whether it answers with rows at all; the columns that those had when tables were last changed. */
type Prepared = { readonly statement: StatementSync; readonly answers: boolean; columns: Columns };
type Columns = { readonly names: readonly string[]; readonly since: number };
const NOT_ASKED: Columns = { names: [], since: -1 };

type ResultRow = Record<string, unknown>;
export type RunResult = { readonly rows: ResultRow[]; readonly changes: number };

const CHANGES_TABLES = /^\s*(?:create|drop|alter)\b/i;
/** How often tables were made or changed by this process, through any handle: `select *` may have other columns since. */
let tablesChanged = 0;

/**
 * Makes a file that its owner alone reads, before SQLite opens it, which gives whatever it keeps beside the file the same
 * mode: the folder may let others in. One that stands is not even opened, since closing it would free this process's locks.
 */
export function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_MODE));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
  }
}

/** One open handle on a database file, with its prepared statements. */
export class SqliteFile implements Disposable {
  readonly #database: DatabaseSync;
  /** The one used last stands last. */
  readonly #statements = new Map<string, Prepared>();
  /** Tables were changed in a transaction that is still open: others see it when it ends, and we no longer if it fails. */
  #changesTables = false;

  /**
   * A writer syncs each commit to the disk before it returns, and overwrites what is deleted with zeros, so that
   * erased claims do not linger in free pages. A reader cannot write.
   */
  constructor(path: string, mode: 'writer' | 'reader') {
    if (mode === 'writer') makePrivate(path);
    this.#database = new DatabaseSync(path, { timeout: BUSY_WAIT_MS });
    this.#database.exec(`pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory`);
    if (mode === 'reader') this.#database.exec('pragma query_only = on');
    else {
      this.#database.exec(
        `pragma page_size = ${PAGE_BYTES}; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on;
         pragma wal_autocheckpoint = ${WAL_LIMIT_PAGES}`,
      );
    }
  }

  /** SQLite rolls back by itself when the disk is full or fails. */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  exec(sql: string): void {
    this.#database.exec(sql);
    if (!this.#changesTables) return;
    tablesChanged += 1;
    this.#changesTables = this.#database.isTransaction;
  }

  /** Pages of the write-ahead log that are not folded into the database yet; not to be asked in a transaction. */
  get unfoldedPages(): number {
    try {
      const [answer] = this.run('pragma wal_checkpoint(noop)', []).rows;
      return Number(answer?.log) - Number(answer?.checkpointed);
    } catch {
      // Whoever asks has just committed, and must not be told that it failed.
      return 0;
    }
  }

  run(sql: string, parameters: readonly unknown[]): RunResult {
    const prepared = this.#prepared(sql);
    const { statement, answers } = prepared;
    const values = parameters.map(toSqlite);
    if (answers) return { rows: rowsOf(prepared, statement.all(...values)), changes: 0 };
    const { changes } = statement.run(...values);
    if (CHANGES_TABLES.test(sql)) {
      tablesChanged += 1;
      this.#changesTables = this.#database.isTransaction;
    }
    return { rows: [], changes: Number(changes) };
  }

  /** A prepared statement stepped once a row beats any long VALUES list here: there is no round trip to save. */
  insert(bulk: Bulk): RunResult {
    const { statement } = this.#prepared(singleInsertSql(bulk));
    const { columns } = bulk;
    const values: SQLInputValue[] = new Array(columns.length);
    let changes = 0;
    for (const row of bulk.rows) {
      for (let at = 0; at < columns.length; at++) values[at] = toSqlite(row[columns[at] as string]);
      changes += Number(statement.run(...values).changes);
    }
    return { rows: [], changes };
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #prepared(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      // What is asked again and again must not be thrown out by what is asked once.
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, answers: statement.columns().length > 0, columns: NOT_ASKED };
    this.#statements.set(sql, prepared);
    if (this.#statements.size > CACHED_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    return prepared;
  }
}

function toSqlite(value: unknown): SQLInputValue {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : (value as SQLInputValue);
}

/** Rows as PostgreSQL's driver gives them. SQLite's own objects have no prototype, and cost twice as much to make. */
function rowsOf(prepared: Prepared, found: readonly unknown[]): ResultRow[] {
  const lists = found as readonly (readonly unknown[])[];
  // Describing the columns costs nearly as much as a small query, and is true of the tables as they were just read.
  const { since, names: known } = prepared.columns;
  if (since !== tablesChanged || known.length !== (lists[0]?.length ?? known.length)) {
    const names = prepared.statement.columns().map(({ name }) => name);
    prepared.columns = { names, since: tablesChanged };
  }
  const { names } = prepared.columns;
  return lists.map((values) => {
    const row: ResultRow = {};
    for (let at = 0; at < names.length; at++) row[names[at]!] = values[at];
    return row;
  });
}

/** Calls back soon after any other connection has committed to this SQLite file. */
export function watchSqlite(path: string, onChange: () => void): AsyncDisposable {
  const database = new DatabaseSync(path, { readOnly: true });
  const version = database.prepare('pragma data_version');
  let seen = version.get()?.data_version;
  const timer = setInterval(() => {
    const now = version.get()?.data_version;
    if (now === seen) return;
    seen = now;
    onChange();
  }, WATCH_POLL_MS);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      database.close();
    },
  };
}
