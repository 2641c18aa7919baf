import { sql } from 'kysely';
import type { AnyConnection, Connection } from './connection.ts';
import { awaitTableTurn } from './dialect.ts';
import type { Store } from './open.ts';

/**
 * Tables that are no view: a mechanism's own, or a room's private ones (sessions, drafts). They cannot be folded
 * again, so they are what a backup and a move to another engine carry over, row by row.
 */
export type TableSet = {
  readonly name: string;
  readonly tables: readonly string[];
  /** Creates what is not there yet, also beside another process that does the same. */
  create(connection: Connection): Promise<void>;
};

/** Creates several sets at once; a name claimed twice is a mistake in the program. */
export async function createTables(store: Store, sets: readonly TableSet[]): Promise<void> {
  const owners = new Map<string, string>();
  for (const set of sets) {
    for (const table of set.tables) {
      const owner = owners.get(table);
      if (owner !== undefined) throw new Error(`create tables: ${table} belongs to both ${owner} and ${set.name}`);
      owners.set(table, set.name);
    }
  }
  await store.transaction(async (transaction) => {
    await awaitTableTurn(transaction);
    for (const set of sets) await set.create(transaction);
  });
}

export async function dropTables(connection: AnyConnection, tables: readonly string[]): Promise<void> {
  for (const table of tables) await sql`drop table if exists ${sql.table(table)}`.execute(connection);
}
