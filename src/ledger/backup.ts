/** Backups: one moment of a node, taken while it serves, and put back into an empty place. */
import { sql } from 'kysely';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { BackupCode, BackupHead, BackupSummary } from '#store/backup-format.ts';
import { checkBackup, type ReadProgress, readBackup } from '#store/backup-reader.ts';
import { BackupWriter } from '#store/backup-writer.ts';
import type { BlobPlace } from '#store/blobs.ts';
import type { InTransaction } from '#store/connection.ts';
import { isEmpty } from '#store/copy.ts';
import { awaitTableTurn, insertRows, readWhole } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { proveFoundedWith } from './founded-with.ts';
import { RECORDS_PER_STEP } from './limits.ts';
import { ledgerTables, ledgerTablesIn } from './tables.ts';
import type { Progress } from './views.ts';

/** Who appends is settled anew in each place; and without its line here a view is folded again at the next start. */
const LEFT_BEHIND: readonly string[] = ['appender', 'hand_off', 'view'];

/**
 * Secrets handed out, and the column that ends each: which of them were taken back or used up after a backup, it cannot
 * know, so that a restore ends them all.
 */
const HANDED_OUT: Readonly<Record<string, 'revoked_at' | 'used_at'>> = {
  api_token: 'revoked_at',
  guest_link: 'revoked_at',
  reminder_feed: 'revoked_at',
  enrolment: 'used_at',
  federation_invitation: 'used_at',
};

export type BackupOptions = {
  readonly store: Store;
  /** Tables to carry; views are not among them, since they follow from the rest. */
  readonly sets: readonly TableSet[];
  readonly blobs: Pick<BlobPlace, 'get' | 'list'>;
  readonly origin: string;
  readonly realm: string;
  /** Must not exist yet; readable by its owner alone. */
  readonly path: string;
  readonly progress?: Progress;
};

/**
 * Writes one moment of the node to a file. Neither the key file nor the erasure list is in it: the first would open it,
 * the second must outlive it.
 */
export async function backUp(
  options: BackupOptions,
): Promise<Outcome<BackupHead & BackupSummary, BackupCode | 'place-empty' | 'setting-contradicts'>> {
  const { store, sets, blobs, path, progress = () => undefined } = options;
  if (await isEmpty(store)) {
    return refuse('place-empty', 'There is no node here: is the folder or schema of the settings the right one?');
  }
  await createTables(store, sets);
  const proven = await proveFoundedWith(store.connection, options);
  if (!proven.ok) return proven;
  return store.snapshot(async (snapshot) => {
    const head = await headOf(snapshot, options);
    const begun = await BackupWriter.create(path, head);
    if (!begun.ok) return begun;
    await using writer = begun.value;
    const tables = carried(sets);
    const of = await rowsOf(snapshot, tables);
    let done = 0;
    for (const table of tables) {
      await writer.table(table);
      for await (const rows of readWhole(snapshot, table, RECORDS_PER_STEP)) {
        await writer.rows(rows);
        done += rows.length;
        progress(done, of, table);
      }
    }
    // Listed after the snapshot began, so that none which it names is missing; erased meanwhile is erased.
    for (const id of await blobs.list()) {
      const sealed = await blobs.get(id);
      if (sealed !== undefined) await writer.blob(id, sealed);
    }
    return accept({ ...head, ...(await writer.finish()) });
  });
}

function carried(sets: readonly TableSet[]): readonly string[] {
  return sets.flatMap((set) => set.tables).filter((table) => !LEFT_BEHIND.includes(table));
}

async function headOf(snapshot: InTransaction, { origin, realm }: BackupOptions): Promise<BackupHead> {
  const appender = await ledgerTables(snapshot).selectFrom('appender').select('log').executeTakeFirst();
  const log = appender?.log ?? origin;
  const { size } = await ledgerTables(snapshot)
    .selectFrom('checkpoint')
    .select(({ fn }) => fn.max('size').as('size'))
    .where('log', '=', log)
    .executeTakeFirstOrThrow();
  return { origin, log, realm, takenAt: Temporal.Now.instant().toString(), size: Number(size ?? 0) };
}

async function rowsOf(snapshot: InTransaction, tables: readonly string[]): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const counted = await sql<{ many: number }>`select count(*) as many from ${sql.table(table)}`.execute(
      snapshot,
    );
    rows += Number(counted.rows[0]?.many ?? 0);
  }
  return rows;
}

export type RestoreCode = BackupCode | 'backup-of-another-node' | 'place-not-empty';

export type RestoreOptions = {
  readonly path: string;
  /** Opened once the file has proved sound, so that a damaged one leaves not even an empty database. */
  readonly openStore: () => Promise<Store>;
  readonly openBlobs: () => Promise<Pick<BlobPlace, 'put'>>;
  readonly sets: readonly TableSet[];
  readonly origin: string;
  readonly realm: string;
  readonly progress?: ReadProgress;
};

/**
 * Puts a backup back. All of the file is checked before anything is written, and all rows come in one transaction. The
 * ledger is left `recovering`: it signs nothing before it knows what the node said after the backup.
 */
export async function restoreBackup(
  options: RestoreOptions,
): Promise<Outcome<BackupHead & BackupSummary, RestoreCode>> {
  const { path, sets, origin, realm, progress } = options;
  const tables = new Set(carried(sets));
  const checked = await checkBackup(path, (table) => tables.has(table), progress);
  if (!checked.ok) return checked;
  const head = checked.value;
  if (head.origin !== origin || head.realm !== realm) {
    const sentence = `This is a backup of ${head.origin} in the realm "${head.realm}"; the settings name ${origin} in "${realm}".`;
    return refuse('backup-of-another-node', sentence, path);
  }
  await using store = await options.openStore();
  if (!(await isEmpty(store))) {
    return refuse('place-not-empty', 'There is a node here already; restore into an empty folder or schema.');
  }
  await createTables(store, sets);
  const blobs = await options.openBlobs();
  await store.transaction(async (transaction) => {
    await awaitTableTurn(transaction);
    for await (const part of readBackup(path, progress)) {
      if (part.kind === 'rows') await insertRows(transaction, part.table, part.rows);
      else await blobs.put(part.id, part.sealed);
    }
    // A witness with an older memory could cosign a second history: the next start makes it new keys.
    await sql`delete from sealed_key where purpose = 'witness'`.execute(transaction);
    const endedAt = toMicroseconds(Temporal.Now.instant());
    for (const [name, column] of Object.entries(HANDED_OUT).filter(([name]) => tables.has(name))) {
      const end = sql.ref(column);
      await sql`update ${sql.table(name)} set ${end} = ${endedAt} where ${end} is null`.execute(transaction);
    }
    await ledgerTablesIn(transaction)
      .insertInto('appender')
      .values({ id: 1, epoch: 1, log: head.log, state: 'recovering' })
      .execute();
  });
  return accept(head);
}
