/** Kysely on pg: a pool whose every connection names our schema and syncs each commit. */

import { setTimeout as wait } from 'node:timers/promises';
import { PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import type { AnyConnection } from './connection.ts';
import { COPIED_FROM_ROWS, CopyIn, copyQuery, isCopy } from './postgres-copy.ts';
import { type Bulk, type ColumnValue, insertJsonSql, insertSql } from './rows.ts';

const POOL_CONNECTIONS = 8;
const CONNECT_WAIT_MS = 10_000;
const IDLE_CONNECTION_MS = 60_000;
const LOCK_WAIT_MS = 30_000;
/** Statements kept prepared on one connection. */
const PREPARED_STATEMENTS = 400;
/** Rows in one JSON parameter. */
const ROWS_AS_JSON = 500;
/** How soon a lost connection that listens is made anew. */
const RECONNECT_MS = 1_000;
const SCHEMA = /^[a-z_][a-z0-9_]{0,62}$/;

const INT8 = 20;
const BYTEA = 17;

export type PostgresPlace = { readonly databaseUrl: string; readonly schema: string };

/** BIGINT as a number (ours are counts and microseconds, all safe integers), BYTEA as a plain Uint8Array. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8 && format !== 'binary') return toSafeInteger;
    const parser = pg.types.getTypeParser(oid, format);
    if (oid !== BYTEA) return parser;
    return (text: string) => {
      const buffer: Buffer = parser(text);
      return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    };
  },
};

function toSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`read a BIGINT: ${text} is beyond 2^53-1`);
  return value;
}

export function clientConfig({ databaseUrl, schema }: PostgresPlace): pg.ClientConfig {
  if (!SCHEMA.test(schema)) throw new Error(`open PostgreSQL: ${schema} is no schema name (a-z, 0-9, _)`);
  const url = new URL(databaseUrl);
  const options = `-c search_path=${schema} -c synchronous_commit=on -c lock_timeout=${LOCK_WAIT_MS}`;
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} ${options}`.trim());
  const application_name = `comity ${schema}`;
  return {
    connectionString: url.href,
    application_name,
    types,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    keepAlive: true,
  };
}

/** Creates the schema when it is not there yet; two processes may start at once. */
export async function ensureSchema(place: PostgresPlace): Promise<void> {
  const client = new pg.Client(clientConfig(place));
  client.on('error', () => undefined);
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_namespace where nspname = $1', [place.schema]);
    if (found.rowCount === 0) await client.query(`create schema if not exists "${place.schema}"`);
  } finally {
    await client.end();
  }
}

export function postgresDialect(place: PostgresPlace): PostgresDialect {
  const pool = new pg.Pool({
    ...clientConfig(place),
    max: POOL_CONNECTIONS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
  });
  // A connection that breaks is replaced at its next use, and fails what it was doing; without these listeners, for
  // connections at rest and at work, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return new PostgresDialect({ pool: preparing(pool) });
}

function preparing(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let known = wrapped.get(client);
      if (known === undefined) {
        known = preparingClient(client);
        wrapped.set(client, known);
      }
      return known;
    },
  };
}

type Answer = { command: string; rowCount: number | null; rows: unknown[] };

/** Names each statement it has seen, so that the server parses and plans it once a connection. */
function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  const names = new Map<string, string>();
  function nameOf(text: string): string | undefined {
    if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) return undefined;
    const known = names.get(text);
    if (known !== undefined || names.size >= PREPARED_STATEMENTS) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  }
  async function query(text: string, parameters: readonly unknown[]): Promise<Answer> {
    if (isCopy(text)) {
      await client.query(new CopyIn(text, String(parameters[0]))).done;
      return { command: 'COPY', rowCount: null, rows: [] };
    }
    const name = nameOf(text);
    const values = parameters.map(toPostgres);
    return client.query(name === undefined ? { text, values } : { name, text, values });
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (discard?: boolean) => client.release(discard),
  };
}

/** A Uint8Array that is no Buffer would be sent as JSON. */
function toPostgres(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** Many rows are copied; where a row may meet its own key they go in as JSON, which one statement takes for any number. */
export function insertQueries({ rows, ...bulk }: Bulk): { sql: string; parameters: ColumnValue[] }[] {
  const [first] = rows;
  if (rows.length === 1 && first !== undefined) {
    const text = insertSql(bulk, (position) => `$${position}`);
    return [{ sql: text, parameters: bulk.columns.map((column) => first[column] ?? null) }];
  }
  if (bulk.conflict === undefined && rows.length >= COPIED_FROM_ROWS) {
    const { sql: copy, text } = copyQuery({ rows, ...bulk });
    return [{ sql: copy, parameters: [text] }];
  }
  const text = insertJsonSql(bulk);
  const queries: { sql: string; parameters: ColumnValue[] }[] = [];
  for (let at = 0; at < rows.length; at += ROWS_AS_JSON) {
    queries.push({ sql: text, parameters: [JSON.stringify(rows.slice(at, at + ROWS_AS_JSON), jsonValue)] });
  }
  return queries;
}

/** JSON as the server reads it into columns: bytes in its own spelling, and no half of a surrogate pair. */
function jsonValue(this: unknown, name: string, value: unknown): unknown {
  // A Buffer has turned itself into something else by the time its value comes here.
  const held: unknown = (this as Record<string, unknown>)[name];
  if (held instanceof Uint8Array) return `\\x${held.toHex()}`;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** The channel that {@link wakeOthers} speaks on and {@link watchPostgres} hears. */
function channel(schema: string): string {
  return `comity_${schema}`.slice(0, 63);
}

/** Tells other processes, when this transaction commits. SQLite's watchers see the commit itself. */
export async function wakeOthers(connection: AnyConnection, schema: string): Promise<void> {
  await sql`select pg_notify(${channel(schema)}, '')`.execute(connection);
}

/** Calls back when another process has said so, and after each reconnection, since word may have been missed. */
export async function watchPostgres(place: PostgresPlace, onChange: () => void): Promise<AsyncDisposable> {
  const stopped = new AbortController();
  let client = await listen(place, onChange);
  async function keepListening(): Promise<void> {
    while (!stopped.signal.aborted) {
      await client.gone;
      await wait(RECONNECT_MS, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      const next = await listen(place, onChange).catch(() => undefined);
      if (next === undefined) continue;
      client = next;
      onChange();
    }
  }
  const listening = keepListening();
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await client.end();
      await listening;
      await client.end();
    },
  };
}

type Listening = { readonly gone: Promise<void>; readonly end: () => Promise<void> };

async function listen(place: PostgresPlace, onChange: () => void): Promise<Listening> {
  const client = new pg.Client(clientConfig(place));
  const gone = new Promise<void>((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  client.on('notification', onChange);
  try {
    await client.connect();
    await client.query(`listen "${channel(place.schema)}"`);
  } catch (failure) {
    await client.end();
    throw failure;
  }
  return { gone, end: () => client.end() };
}
