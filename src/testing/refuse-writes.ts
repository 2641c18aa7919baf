/** A store that refuses to grow, as on a full disk: reading goes on. */
import { sql } from 'kysely';
import type { Connection } from '#store/connection.ts';
import type { Store } from '#store/open.ts';

const PAGE_BYTES = 8_192;
const PAGES_WITH_ROOM = 1_000_000;

/** Answers with the function that lets it take writes again. */
export async function refuseWrites(store: Store): Promise<() => Promise<void>> {
  return store.engine === 'sqlite' ? fillSqlite(store) : fillPostgres(store);
}

/** SQLite itself answers SQLITE_FULL once its file may not have one more page and none of its pages is free. */
async function fillSqlite({ connection }: Store): Promise<() => Promise<void>> {
  await sql`create table if not exists filling (bytes blob not null)`.execute(connection);
  await sql`pragma max_page_count = 1`.execute(connection);
  for (const bytes of [PAGE_BYTES, 1_024, 128, 16, 1]) while (await filledBy(connection, bytes));
  return async () => {
    await sql`pragma max_page_count = ${sql.lit(PAGES_WITH_ROOM)}`.execute(connection);
    await sql`drop table filling`.execute(connection);
  };
}

async function filledBy(connection: Connection, bytes: number): Promise<boolean> {
  return sql`insert into filling values (zeroblob(${sql.lit(bytes)}))`.execute(connection).then(
    () => true,
    () => false,
  );
}

/** PostgreSQL's own code for a full disk, from a trigger on every table of the schema. */
async function fillPostgres({ connection }: Store): Promise<() => Promise<void>> {
  await sql`create or replace function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`.execute(
    connection,
  );
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(connection);
  for (const { name } of rows) {
    await sql`create trigger no_room before insert or update on ${sql.table(name)}
      for each statement execute function no_room()`.execute(connection);
  }
  return async () => {
    for (const { name } of rows) await sql`drop trigger no_room on ${sql.table(name)}`.execute(connection);
  };
}
