/** A backup put back into an empty place, and brought to what this program writes. */
import { sql } from 'kysely';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { BackupCode, BackupColumns, BackupHead, BackupSummary } from '#store/backup-format.ts';
import { checkBackup, type ReadProgress, readBackup } from '#store/backup-reader.ts';
import type { BlobPlace } from '#store/blobs.ts';
import type { InTransaction } from '#store/connection.ts';
import { isEmpty } from '#store/copy.ts';
import { awaitTableTurn, bytesType, columnsOf, insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { stepForward } from '#store/move-forward.ts';
import type { Store } from '#store/open.ts';
import { dropTables, proveSound, type TableSet } from '#store/table-set.ts';
import { newestVersion, type Standing, stepsDue } from '#store/versions.ts';
import { carried } from './backup.ts';
import { ledgerTables } from './tables.ts';

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
  proveSound(sets);
  const tables = new Set(carried(sets));
  const checked = await checkBackup(path, (table) => tables.has(table), progress);
  if (!checked.ok) return checked;
  const { columns, ...head } = checked.value;
  if (head.origin !== origin || head.realm !== realm) {
    const sentence = `This is a backup of ${head.origin} in the realm "${head.realm}"; the settings name ${origin} in "${realm}".`;
    return refuse('backup-of-another-node', sentence, path);
  }
  const standing = sets.map((set) => standingIn(head, set, columns));
  const newer = standing.find(({ set, version }) => version !== 'absent' && version > newestVersion(set));
  if (newer !== undefined) {
    const { set, version } = newer;
    const sentence = `Its tables "${set.name}" are of version ${version}, and this program knows them up to version ${newestVersion(set)}: restore with the version of Comity that wrote it, or a later one.`;
    return refuse('backup-version', sentence, path);
  }
  await using store = await options.openStore();
  if (!(await isEmpty(store))) {
    return refuse('place-not-empty', 'There is a node here already; restore into an empty folder or schema.');
  }
  const blobs = await options.openBlobs();
  await store.transaction(async (transaction) => {
    await awaitTableTurn(transaction);
    for (const set of sets) {
      // Nothing is in them; an empty place may have them in the shape of another version all the same.
      await dropTables(transaction, set.tables);
      await set.create(transaction);
    }
    for (const { set } of stepsDue(standing)) await addFormerColumns(transaction, set, columns);
    for await (const part of readBackup(path, progress)) {
      if (part.kind === 'rows') await insertRows(transaction, part.table, part.rows);
      else await blobs.put(part.id, part.sealed);
    }
    await stepForward(transaction, standing);
    // A witness with an older memory could cosign a second history: the next start makes it new keys.
    await sql`delete from sealed_key where purpose = 'witness'`.execute(transaction);
    const endedAt = toMicroseconds(Temporal.Now.instant());
    for (const [name, column] of Object.entries(HANDED_OUT).filter(([name]) => tables.has(name))) {
      const end = sql.ref(column);
      await sql`update ${sql.table(name)} set ${end} = ${endedAt} where ${end} is null`.execute(transaction);
    }
    await ledgerTables(transaction)
      .insertInto('appender')
      .values({ id: 1, epoch: 1, log: head.log, state: 'recovering' })
      .execute();
  });
  return accept(head);
}

/** Of which version the rows in a backup are. What stands in none of its tables has nothing to be moved. */
function standingIn({ versions }: BackupHead, set: TableSet, columns: BackupColumns): Standing {
  const before = set.tables.some((table) => columns.has(table)) ? 0 : 'absent';
  return { set, version: versions[set.name] ?? before, isWritten: false };
}

/** Columns that the tables had when the backup was taken and have no more: the steps that follow read and drop them. */
async function addFormerColumns(
  transaction: InTransaction,
  { tables }: Pick<TableSet, 'tables'>,
  columns: BackupColumns,
): Promise<void> {
  for (const table of tables) {
    const present = await columnsOf(transaction, table);
    for (const [column, type] of columns.get(table) ?? []) {
      if (present.has(column)) continue;
      const stored = type === 'bytes' ? bytesType(transaction) : type;
      await transaction.schema.alterTable(table).addColumn(column, stored).execute();
    }
  }
}
