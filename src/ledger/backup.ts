/** Backups: one moment of a node, taken while it serves. `restore.ts` puts it back. */
import { sql } from 'kysely';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { BackupCode, BackupHead, BackupSummary } from '#store/backup-format.ts';
import { BackupWriter } from '#store/backup-writer.ts';
import type { BlobPlace } from '#store/blobs.ts';
import type { InTransaction } from '#store/connection.ts';
import { isEmpty } from '#store/copy.ts';
import { plainTables, readWhole } from '#store/dialect.ts';
import type { Store } from '#store/open.ts';
import type { TableSet } from '#store/table-set.ts';
import { type Standing, standingOf, type VersionCode } from '#store/versions.ts';
import { proveFoundedWith } from './founded-with.ts';
import { RECORDS_PER_STEP } from './limits.ts';
import { ledgerTables } from './tables.ts';
import type { Progress } from './views.ts';

/** Who appends is settled anew in each place; and without its line here a view is folded again at the next start. */
const LEFT_BEHIND: readonly string[] = ['appender', 'hand_off', 'view'];

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
): Promise<Outcome<BackupHead & BackupSummary, BackupCode | VersionCode | 'place-empty' | 'setting-contradicts'>> {
  const { store, sets, blobs, path, progress = () => undefined } = options;
  // Nothing is created and nothing moved forward: this is the backup before an upgrade as well.
  if (!(await plainTables(store.connection)).includes('statement') || (await isEmpty(store))) {
    return refuse('place-empty', 'There is no node here: is the folder or schema of the settings the right one?');
  }
  const proven = await proveFoundedWith(store.connection, options);
  if (!proven.ok) return proven;
  return store.snapshot(async (snapshot) => {
    const standing = await standingOf(snapshot, sets);
    if (!standing.ok) return standing;
    const present = new Set(await plainTables(snapshot));
    const head = { ...(await headOf(snapshot, options)), versions: versionsOf(standing.value) };
    const begun = await BackupWriter.create(path, head);
    if (!begun.ok) return begun;
    await using writer = begun.value;
    const tables = carried(sets).filter((table) => present.has(table));
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

export function carried(sets: readonly TableSet[]): readonly string[] {
  return sets.flatMap((set) => set.tables).filter((table) => !LEFT_BEHIND.includes(table));
}

function versionsOf(standing: readonly Standing[]): BackupHead['versions'] {
  return Object.fromEntries(
    standing.flatMap(({ set, version }) => (version === 'absent' ? [] : [[set.name, version]])),
  );
}

async function headOf(
  snapshot: InTransaction,
  { origin, realm }: BackupOptions,
): Promise<Omit<BackupHead, 'versions'>> {
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
