import { randomBytes } from 'node:crypto';
import { env } from 'node:process';
import pg from 'pg';
import { accept, type Outcome } from '#outcome.ts';
import { type PostgresUnavailable, startPostgres } from './postgres-server.ts';

/** Set by `npm test` to the one server that all test files of a run share. */
export const POSTGRES_VARIABLE = 'COMITY_TEST_POSTGRES_URL';

/** An empty schema of its own; the URL alone leads there, so a node under test needs no further setting. */
export type PostgresSchema = AsyncDisposable & { readonly url: string; readonly schema: string };

let server: Promise<Outcome<string, PostgresUnavailable>> | undefined;

async function serverUrl(): Promise<Outcome<string, PostgresUnavailable>> {
  const shared = env[POSTGRES_VARIABLE];
  if (shared !== undefined && shared !== '') return accept(shared);
  const started = await startPostgres();
  return started.ok ? accept(started.value.url) : started;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A fresh schema on a real PostgreSQL: the run's shared server, or one started for this process alone. Refused, with
 * the reason to skip for, where this machine has no PostgreSQL. Disposing drops the schema; the server ends with the
 * process.
 */
export async function postgresSchema(): Promise<Outcome<PostgresSchema, PostgresUnavailable>> {
  server ??= serverUrl();
  const found = await server;
  if (!found.ok) return found;
  const schema = `t_${randomBytes(6).toString('hex')}`;
  await run(found.value, `CREATE SCHEMA ${schema}`);
  const url = new URL(found.value);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return accept({
    url: url.href,
    schema,
    [Symbol.asyncDispose]: () => run(found.value, `DROP SCHEMA IF EXISTS ${schema} CASCADE`),
  });
}
