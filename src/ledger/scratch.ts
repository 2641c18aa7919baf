/** Are the views what the statements say? Found out beside a node that serves: in a copy that is thrown away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyTable, sameTable, tableDigest } from '#store/copy.ts';
import { plainTables } from '#store/dialect.ts';
import { openStore, type Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { lastArrival } from './held.ts';
import { ledgerTables } from './tables.ts';
import { type Progress, type Views, versionOf } from './views.ts';

/** Large, and read by no view. */
const NOT_NEEDED: readonly string[] = ['tile', 'checkpoint', 'cosignature', 'hand_off', 'view'];

export type ViewsReport = {
  /** Tables whose rows are not those that come out when all statements are folded anew. */
  readonly different: readonly string[];
  /** Views behind the append that had not caught up, or that the next start folds anew: these were not compared. */
  readonly behind: readonly string[];
  readonly compared: number;
};

/** `folder` is one that nobody else may read: the copy holds what people said. */
export async function compareInScratch(
  store: Store,
  sets: readonly TableSet[],
  views: Views,
  folder: string,
  progress: Progress = () => undefined,
): Promise<ViewsReport> {
  const place = await mkdtemp(join(folder, 'scratch-'));
  try {
    await using scratch = await openStore({ folder: place });
    await createTables(scratch, sets);
    return await store.snapshot((live) =>
      scratch.transaction(async (copy) => {
        const present = new Set(await plainTables(live));
        for (const table of sets.flatMap((set) => set.tables)) {
          if (present.has(table) && !NOT_NEEDED.includes(table)) await copyTable(live, copy, table);
        }
        await views.rebuild(copy, views.all, progress);
        const kept = await ledgerTables(live).selectFrom('view').selectAll().execute();
        const last = await lastArrival(live);
        const behind = views.all.filter((view) => {
          const row = kept.find(({ name }) => name === view.name);
          if (row?.version !== versionOf(view)) return true;
          return view.follows === 'cursor' && row.cursor < last;
        });
        const skipped = new Set(behind.flatMap((view) => view.tables));
        const named = views.all.flatMap((view) => view.tables).filter((table) => !skipped.has(table));
        const folded = new Set(await plainTables(copy));
        const different: string[] = [];
        const compared = named.filter((table) => folded.has(table));
        for (const table of compared) {
          const there = present.has(table) ? await tableDigest(live, table) : { rows: -1, digest: '' };
          if (!sameTable(there, await tableDigest(copy, table))) different.push(table);
        }
        return { different, behind: behind.map(({ name }) => name), compared: compared.length };
      }),
    );
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
