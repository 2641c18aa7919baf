import { sql } from 'kysely';
import type { AnyConnection, Connection, InTransaction } from './connection.ts';
import { awaitTableTurn } from './dialect.ts';
import type { Store } from './open.ts';
import type { TableShapes } from './table-shape.ts';
import { type NumberedSet, numberSets, standingOf, stepsDue, stepsInWords, WrongVersion } from './versions.ts';

/**
 * Tables that are no view: a mechanism's own, or a room's private ones (sessions, drafts). They cannot be folded
 * again, so they are what a backup and a move to another engine carry over, row by row, and what has a version.
 */
export type TableSet = NumberedSet & {
  /** As they are declared. */
  readonly shapes: TableShapes;
  /** Creates what is not there yet, also beside another process that does the same. */
  create(connection: Connection): Promise<void>;
};

/**
 * Creates several sets at once; a name claimed twice is a mistake in the program. Throws where tables are there in
 * another version: whoever opens a store moves it forward first.
 */
export async function createTables(store: Store, sets: readonly TableSet[]): Promise<void> {
  proveSound(sets);
  await store.transaction((transaction) => createIn(transaction, sets));
}

/** Throws where the program's own declarations contradict one another. */
export function proveSound(sets: readonly TableSet[]): void {
  const owners = new Map<string, string>();
  const names = new Set<string>();
  for (const { name, tables, steps = [] } of sets) {
    if (names.has(name)) throw new Error(`create tables: two sets are called ${name}`);
    names.add(name);
    for (const table of tables) {
      const owner = owners.get(table);
      if (owner !== undefined) throw new Error(`create tables: ${table} belongs to both ${owner} and ${name}`);
      owners.set(table, name);
    }
    for (const [at, { number }] of steps.entries()) {
      if (number !== at + 1) throw new Error(`create tables: step ${at + 1} of ${name} is numbered ${number}`);
    }
  }
}

/** Inside a transaction: creates what is not there yet. Throws where tables are there in another version. */
export async function createIn(transaction: InTransaction, sets: readonly TableSet[]): Promise<void> {
  await awaitTableTurn(transaction);
  const standing = await standingOf(transaction, sets);
  if (!standing.ok) throw new WrongVersion(standing.refusal);
  const due = stepsDue(standing.value);
  if (due.length > 0) {
    const sentence = `The tables of this store are of an earlier version (${stepsInWords(due)}).`;
    throw new WrongVersion({ code: 'store-behind', sentence });
  }
  for (const set of sets) await set.create(transaction);
  await numberSets(transaction, standing.value);
}

export async function dropTables(connection: AnyConnection, tables: readonly string[]): Promise<void> {
  for (const table of tables) await sql`drop table if exists ${sql.table(table)}`.execute(connection);
}
