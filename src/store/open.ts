import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, type Dialect as KyselyDialect, sql } from 'kysely';
import type { Connection, InTransaction } from './connection.ts';
import { type AppenderLock, type Engine, tryPostgresLock, trySqliteLock } from './dialect.ts';
import { ensureSchema, type PostgresPlace, postgresDialect, wakeOthers, watchPostgres } from './postgres.ts';
import { NodeSqliteDialect } from './sqlite.ts';
import { watchSqlite } from './sqlite-file.ts';
import { Writing } from './writing.ts';

/** A folder that holds `comity.sqlite`, or a schema of a PostgreSQL database; one per node and realm. */
export type StoreTarget = { readonly folder: string } | PostgresPlace;

export interface Store extends AsyncDisposable {
  readonly engine: Engine;
  /** Whether it takes writes just now. */
  readonly writing: Writing;
  /** Reads see the last commit; a single write is a transaction of its own. */
  readonly connection: Connection;
  /** Commits when `work` resolves, rolls back when it throws. Do not write through `connection` inside. */
  transaction<Result>(work: (transaction: InTransaction) => Promise<Result>): Promise<Result>;
  /** Reads that all see one moment, whatever is committed meanwhile. */
  snapshot<Result>(work: (transaction: InTransaction) => Promise<Result>): Promise<Result>;
  /** Undefined while another process (or another store of this one) appends. */
  tryAppenderLock(): Promise<AppenderLock | undefined>;
  /** Calls back soon after another process has committed and called `wake`; may also call for no reason. */
  watch(onChange: () => void): Promise<AsyncDisposable>;
  /** Inside a transaction: wakes the other processes' watchers once it has committed. */
  wake(transaction: InTransaction): Promise<void>;
}

export const SQLITE_FILE = 'comity.sqlite';

/** Opens the store and creates its folder or schema when there is none. Throws when it cannot be reached. */
export async function openStore(target: StoreTarget): Promise<Store> {
  return 'folder' in target ? openSqlite(target.folder) : openPostgres(target);
}

async function openSqlite(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, SQLITE_FILE);
  return store('sqlite', new NodeSqliteDialect(path), {
    tryAppenderLock: () => trySqliteLock(folder),
    watch: async (onChange) => watchSqlite(path, onChange),
    wake: async () => undefined,
  });
}

async function openPostgres(place: PostgresPlace): Promise<Store> {
  await ensureSchema(place);
  return store('postgres', postgresDialect(place), {
    tryAppenderLock: () => tryPostgresLock(place),
    watch: (onChange) => watchPostgres(place, onChange),
    wake: (transaction) => wakeOthers(transaction, place.schema),
  });
}

type BetweenProcesses = Pick<Store, 'tryAppenderLock' | 'watch' | 'wake'>;

async function store(engine: Engine, dialect: KyselyDialect, others: BetweenProcesses): Promise<Store> {
  // biome-ignore lint/complexity/noBannedTypes: as in connection.ts.
  const connection = new Kysely<{}>({ dialect });
  await sql`select 1`.execute(connection);
  const writing = new Writing(connection);
  return {
    engine,
    writing,
    connection,
    async transaction(work) {
      try {
        return await connection.transaction().execute(work);
      } catch (failure) {
        writing.noticed();
        throw failure;
      }
    },
    snapshot: (work) =>
      connection.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    ...others,
    [Symbol.asyncDispose]: () => connection.destroy(),
  };
}
