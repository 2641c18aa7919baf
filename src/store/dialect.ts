/**
 * Everything in which SQLite and PostgreSQL differ above the driver: bytes, JSON, many rows at once, full text, the
 * appender's lock, and reading a table whole. All other SQL in the project is what both accept.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { CompiledQuery, PostgresAdapter, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import type { AnyConnection } from './connection.ts';
import { clientConfig, insertQueries, type PostgresPlace } from './postgres.ts';
import { bulkOf, type ColumnValue, type OnConflict, type Row, singleInsertSql } from './rows.ts';
import type { BulkQuery } from './sqlite.ts';
import { makePrivate } from './sqlite-file.ts';
import { type AskedWord, wordsIn } from './words.ts';

const MAX_SEARCH_WORDS = 16;
/** How long emptying the write-ahead log is tried again while somebody else folds it, and how soon. */
const SCRUB_WAIT_MS = 5_000;
const SCRUB_RETRY_MS = 10;

export type Engine = 'sqlite' | 'postgres';

export function engineOf(connection: AnyConnection): Engine {
  return connection.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** Column type for bytes; a Uint8Array comes back from both. Other columns are `text` and `bigint`. */
export function bytesType(connection: AnyConnection): 'blob' | 'bytea' {
  return engineOf(connection) === 'postgres' ? 'bytea' : 'blob';
}

/** Type of a whole number that is the only column of its table's key: SQLite then needs no index beside the table. */
export function wholeType(connection: AnyConnection): 'integer' | 'bigint' {
  return engineOf(connection) === 'postgres' ? 'bigint' : 'integer';
}

/**
 * What ends the definition of a table whose rows are long texts. PostgreSQL would try to compress each value over 2 KB
 * and cut it into pieces in a table with an index of its own; base64url of salts and digests becomes no shorter by
 * that. So a row that fits into a page stays in one piece, as it does in SQLite.
 */
export function longRows(connection: AnyConnection): RawBuilder<unknown> {
  return engineOf(connection) === 'postgres' ? sql`with (toast_tuple_target = 8160)` : sql``;
}

/** Tables that hold rows of their own, without full-text indexes, which are built from others. */
export async function plainTables(connection: AnyConnection): Promise<readonly string[]> {
  const query =
    engineOf(connection) === 'postgres'
      ? sql<{ name: string }>`select table_name as name from information_schema.tables t
          where table_schema = current_schema() and table_type = 'BASE TABLE' and not exists (
            select 1 from information_schema.columns c where c.table_schema = t.table_schema
            and c.table_name = t.table_name and c.data_type = 'tsvector')`
      : sql<{ name: string }>`select t.name from pragma_table_list t where t.schema = 'main' and t.type = 'table'
          and t.name not like 'sqlite_%' and not exists (
            select 1 from pragma_table_list v where v.type = 'virtual' and t.name = v.name || '_keys')`;
  return (await query.execute(connection)).rows.map((row) => row.name).sort();
}

/** The columns that a table has by now; none where there is no such table. */
export async function columnsOf(connection: AnyConnection, table: string): Promise<ReadonlySet<string>> {
  const query =
    engineOf(connection) === 'postgres'
      ? sql<{ name: string }>`select column_name as name from information_schema.columns
          where table_schema = current_schema() and table_name = ${table}`
      : sql<{ name: string }>`select name from pragma_table_info(${table})`;
  return new Set((await query.execute(connection)).rows.map(({ name }) => name));
}

/** Every row of a table in steps, in no order that the engines share; inside a snapshot, so that it is one moment. */
export async function* readWhole(
  snapshot: AnyConnection,
  table: string,
  rowsPerStep: number,
): AsyncGenerator<readonly Row[]> {
  if (engineOf(snapshot) === 'postgres') {
    await sql`declare whole no scroll cursor for select * from ${sql.table(table)}`.execute(snapshot);
    for (let rows: readonly Row[] = []; ; ) {
      rows = (await sql<Row>`fetch ${sql.lit(rowsPerStep)} from whole`.execute(snapshot)).rows;
      if (rows.length === 0) break;
      yield rows;
    }
    await sql`close whole`.execute(snapshot);
    return;
  }
  for (let after: ColumnValue = -1; ; ) {
    const page = await sql<Row>`select rowid as "rowid ", * from ${sql.table(table)}
      where rowid > ${after} order by rowid limit ${rowsPerStep}`.execute(snapshot);
    const last = page.rows.at(-1);
    if (last === undefined) return;
    after = last['rowid '] ?? 0;
    yield page.rows.map(withoutRowid);
  }
}

function withoutRowid({ ...row }: Row): Row {
  const rest: Record<string, ColumnValue> = row;
  delete rest['rowid '];
  return rest;
}

/** Inside a transaction: makes another process that creates tables at the same time wait. SQLite does so by itself. */
export async function awaitTableTurn(transaction: AnyConnection): Promise<void> {
  if (engineOf(transaction) === 'sqlite') return;
  await sql`select pg_advisory_xact_lock(hashtextextended('comity tables of ' || current_schema(), 0))`.execute(
    transaction,
  );
}

/** After an erasure: what was deleted is gone from free pages and the write-ahead log, or dead rows, as well. */
export async function scrub(connection: AnyConnection): Promise<void> {
  if (engineOf(connection) === 'postgres') {
    await sql`vacuum`.execute(connection);
    return;
  }
  const deadline = performance.now() + SCRUB_WAIT_MS;
  for (;;) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(connection);
    if (rows[0]?.busy === 0 || performance.now() > deadline) return;
    // SQLite does not wait where another connection, such as the folding thread's, folds just now.
    await wait(SCRUB_RETRY_MS);
  }
}

/** A member of a JSON text column, as text (null when absent). */
export function jsonText(connection: AnyConnection, column: string, member: string): RawBuilder<string | null> {
  return engineOf(connection) === 'postgres'
    ? sql`${sql.ref(column)}::jsonb ->> ${sql.lit(member)}`
    : sql`cast(${sql.ref(column)} ->> ${sql.lit(member)} as text)`;
}

/**
 * Inserts many rows of one shape (the columns of the first), without the cost of building and compiling a statement
 * of a thousand parameters. A key that comes twice in one call is settled in order.
 */
export async function insertRows(
  connection: AnyConnection,
  table: string,
  rows: readonly Row[],
  conflict?: OnConflict,
): Promise<void> {
  if (rows.length === 0) return;
  const bulk = bulkOf(table, rows, conflict);
  if (engineOf(connection) === 'postgres') {
    const queries = insertQueries(bulk).map(({ sql: text, parameters }) => CompiledQuery.raw(text, parameters));
    // In a transaction they go down one connection, in order, without waiting for one another.
    const ended = await Promise.allSettled(queries.map((query) => connection.executeQuery(query)));
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw new Error(`insert into ${table}`, { cause: failed.reason });
    return;
  }
  const query: BulkQuery = { ...CompiledQuery.raw(singleInsertSql(bulk)), bulk };
  await connection.executeQuery(query);
}

/** A full-text index: one body of words per key. Whoever fills it answers for who may search it. */
export const fullText = {
  /** What a view that keeps such an index names as its own. */
  tables(table: string): readonly string[] {
    return [table, keysOf(table)];
  },

  async create(connection: AnyConnection, table: string): Promise<void> {
    if (engineOf(connection) === 'postgres') {
      await sql`create table if not exists ${sql.table(table)} (key text primary key, body text not null,
        words tsvector generated always as (array_to_tsvector(string_to_array(body, ' '))) stored)`.execute(
        connection,
      );
      await sql`create index if not exists ${sql.id(`${table}_words`)} on ${sql.table(table)} using gin (words)`.execute(
        connection,
      );
      return;
    }
    await sql`create table if not exists ${sql.table(keysOf(table))}
      (id integer primary key, key text not null unique)`.execute(connection);
    await sql`create virtual table if not exists ${sql.table(table)}
      using fts5(body, tokenize = 'unicode61 remove_diacritics 2')`.execute(connection);
    // Without it a deleted body's words would stay in the index until it is merged.
    await sql`insert into ${sql.table(table)}(${sql.id(table)}, rank) values ('secure-delete', 1)`.execute(
      connection,
    );
  },

  async put(
    connection: AnyConnection,
    table: string,
    texts: readonly { key: string; body: string }[],
  ): Promise<void> {
    // Both engines are given words that are cut already, so that they find the same.
    const rows = texts.map(({ key, body }) => ({ key, body: [...new Set(wordsIn(body))].join(' ') }));
    if (engineOf(connection) === 'postgres') {
      await insertRows(connection, table, rows, { keys: ['key'], do: 'replace' });
      return;
    }
    const keys = rows.map(({ key }) => key);
    await fullText.remove(connection, table, keys);
    for (const { key, body } of rows) {
      await sql`insert into ${sql.table(keysOf(table))} (key) values (${key})`.execute(connection);
      await sql`insert into ${sql.table(table)} (rowid, body) values (last_insert_rowid(), ${body})`.execute(
        connection,
      );
    }
  },

  async remove(connection: AnyConnection, table: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    if (engineOf(connection) === 'postgres') {
      await sql`delete from ${sql.table(table)} where key in (${sql.join(keys)})`.execute(connection);
      return;
    }
    const ids = sql`select id from ${sql.table(keysOf(table))} where key in (${sql.join(keys)})`;
    await sql`delete from ${sql.table(table)} where rowid in (${ids})`.execute(connection);
    await sql`delete from ${sql.table(keysOf(table))} where key in (${sql.join(keys)})`.execute(connection);
  },

  /** A subquery: keys of bodies that hold every word asked for, in no order. */
  matching(connection: AnyConnection, table: string, asked: readonly AskedWord[]): RawBuilder<string> {
    const words = asked
      .slice(0, MAX_SEARCH_WORDS)
      .flatMap(({ word, begins }) => wordsIn(word).map((one) => ({ one, begins })));
    if (words.length === 0) return sql`select null where false`;
    if (engineOf(connection) === 'postgres') {
      const query = words.map(({ one, begins }) => `'${one}'${begins ? ':*' : ''}`).join(' & ');
      return sql`select key from ${sql.table(table)} where words @@ ${query}::tsquery`;
    }
    const query = words.map(({ one, begins }) => `"${one}"${begins ? '*' : ''}`).join(' ');
    return sql`select k.key from ${sql.table(table)} f join ${sql.table(keysOf(table))} k on k.id = f.rowid
      where ${sql.id(table)} match ${query}`;
  },
};

/** SQLite's index is addressed by number only; this table gives each key its own. */
function keysOf(table: string): string {
  return `${table}_keys`;
}

/** Held by the one process that appends. The operating system or the server frees it when that process dies. */
export type AppenderLock = AsyncDisposable & {
  /** Aborts when the lock is gone without our doing; the epoch row then refuses what we still try to commit. */
  readonly lost: AbortSignal;
};

/** A file of its own, held in an exclusive transaction: readers and writers of the database are not hindered. */
export async function trySqliteLock(folder: string): Promise<AppenderLock | undefined> {
  const path = join(folder, 'appender.lock');
  // Whoever may read a file may hold it against its owner.
  makePrivate(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('pragma journal_mode = delete; pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw new Error(`take the appender's lock in ${folder}`, { cause: error });
  }
  return {
    lost: new AbortController().signal,
    async [Symbol.asyncDispose]() {
      if (database.isOpen) database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  const SQLITE_LOCKED = 6;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === SQLITE_BUSY || code === SQLITE_LOCKED;
}

/** An advisory lock on a connection of its own; it lives as long as that connection. */
export async function tryPostgresLock(place: PostgresPlace): Promise<AppenderLock | undefined> {
  const client = new pg.Client(clientConfig(place));
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  await client.connect();
  const key = `comity appender of ${place.schema}`;
  const taken = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [key]);
  if (taken.rows[0]?.taken !== true) {
    await client.end();
    return undefined;
  }
  return { lost: lost.signal, [Symbol.asyncDispose]: () => client.end() };
}
