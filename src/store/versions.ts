/**
 * Of which version the tables of a store are: for each set the number of the last step it has taken. A store from
 * before there were numbers has none, and is of version 0.
 */
import { sql } from 'kysely';
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { AnyConnection, InTransaction } from './connection.ts';
import { columnsOf, insertRows, plainTables } from './dialect.ts';

/** It says what the other tables are, and holds nothing of the node. */
export const VERSION_TABLE = 'store_version';

export type VersionCode = 'store-newer' | 'store-behind' | 'store-version-malformed';

/** One step by which the tables of a set come from a version to the next. */
export type Migration = {
  /** The version it leads to: steps count from 1, and none is ever left out or changed once it was given to anybody. */
  readonly number: number;
  /** In words, for whoever upgrades. */
  readonly does: string;
  /**
   * Moves the rows, on both engines and by columns that it names. It meets today's columns beside those of before, since
   * tables are brought to their declaration first and a backup brings its own columns along; what it no longer needs
   * it drops. It may meet tables without a row, and rows that were moved already.
   */
  run(transaction: InTransaction): Promise<void>;
};

export type NumberedSet = {
  readonly name: string;
  readonly tables: readonly string[];
  /** In their order; as many as there are, so high is the version of these tables today. */
  readonly steps?: readonly Migration[];
};

/** What a set is in a store; `absent` where none of its tables was ever created there. */
export type Standing = {
  readonly set: NumberedSet;
  readonly version: number | 'absent';
  /** Whether the store says so itself. */
  readonly isWritten: boolean;
};

export type StepDue = { readonly set: NumberedSet; readonly step: Migration };

/** Thrown where tables are met in another version than the program's by whoever was not to move them. */
export class WrongVersion extends Error {
  readonly refusal: Refusal<VersionCode>;

  constructor(refusal: Refusal<VersionCode>) {
    super(refusal.sentence);
    this.refusal = refusal;
  }
}

export function newestVersion({ steps = [] }: NumberedSet): number {
  return steps.length;
}

/** Refused for tables that a later program has written, and for a number that is none. Writes nothing. */
export async function standingOf(
  connection: AnyConnection,
  sets: readonly NumberedSet[],
): Promise<Outcome<readonly Standing[], VersionCode>> {
  const written = await writtenVersions(connection);
  if (!written.ok) return written;
  const isNumbered = sets.every(({ name }) => written.value.has(name));
  const present = new Set(isNumbered ? [] : await plainTables(connection));
  const standing: Standing[] = [];
  for (const set of sets) {
    const before = set.tables.some((table) => present.has(table)) ? 0 : 'absent';
    const version = written.value.get(set.name) ?? before;
    const known = newestVersion(set);
    if (version !== 'absent' && version > known) {
      const sentence = phrase`The tables "${set.name}" of this store are of version ${version}, and this program knows them up to version ${known}.`;
      return refuse('store-newer', sentence);
    }
    standing.push({ set, version, isWritten: written.value.has(set.name) });
  }
  return accept(standing);
}

/** Sets that a later program has numbered and this one does not have at all. */
export async function unknownSets(
  connection: AnyConnection,
  sets: readonly NumberedSet[],
): Promise<Outcome<null, VersionCode>> {
  const written = await writtenVersions(connection);
  if (!written.ok) return written;
  const known = new Set(sets.map(({ name }) => name));
  for (const [name, version] of written.value) {
    if (known.has(name)) continue;
    const sentence = phrase`This store has tables "${name}", of version ${version}, which this program does not know in any version.`;
    return refuse('store-newer', sentence);
  }
  return accept(null);
}

/** The steps that lie between a store and this program, in their order. */
export function stepsDue(standing: readonly Standing[]): readonly StepDue[] {
  return standing.flatMap(({ set, version }) =>
    version === 'absent' ? [] : (set.steps ?? []).slice(version).map((step) => ({ set, step })),
  );
}

export function stepsInWords(due: readonly StepDue[]): string {
  return due.map(({ set, step }) => `${set.name} ${step.number}: ${step.does}`).join('; ');
}

async function writtenVersions(
  connection: AnyConnection,
): Promise<Outcome<ReadonlyMap<string, number>, VersionCode>> {
  if ((await columnsOf(connection, VERSION_TABLE)).size === 0) return accept(new Map());
  const { rows } = await sql<{
    name: unknown;
    version: unknown;
  }>`select name, version from ${sql.table(VERSION_TABLE)}`.execute(connection);
  const found = new Map<string, number>();
  for (const { name, version } of rows) {
    if (typeof name === 'string' && Number.isSafeInteger(version) && Number(version) >= 0) {
      found.set(name, Number(version));
      continue;
    }
    const sentence = phrase`The version of the tables "${name}" stands in this store as "${version}", which is no number that any program writes.`;
    return refuse('store-version-malformed', sentence);
  }
  return accept(found);
}

/** Inside a transaction: writes down that these sets are of this program's version now, where that is not written yet. */
export async function numberSets(transaction: InTransaction, standing: readonly Standing[]): Promise<void> {
  const rows = standing
    .filter(({ set, version, isWritten }) => !isWritten || version !== newestVersion(set))
    .map(({ set }) => ({ name: set.name, version: newestVersion(set) }));
  if (rows.length === 0) return;
  const table = sql.table(VERSION_TABLE);
  await sql`create table if not exists ${table} (name text primary key, version bigint not null)`.execute(
    transaction,
  );
  await insertRows(transaction, VERSION_TABLE, rows, { keys: ['name'], do: 'replace' });
}
