/**
 * Moving a node from one engine to the other: every row that is no view is copied, every view is folded anew, and then
 * both sides are compared: the tables and views by the digests of their rows, the log by recomputing all of it.
 */
import type { VerifierKey } from '#log/verifier-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import { copyTable, isEmpty, sameTable, type TableDigest, tableDigest } from '#store/copy.ts';
import { plainTables } from '#store/dialect.ts';
import type { Store } from '#store/open.ts';
import { createIn, type TableSet } from '#store/table-set.ts';
import { ledgerTables, MOVED_SENTENCE, standingOfLog } from './tables.ts';
import type { Progress, Views } from './views.ts';
import { checkWholeLog, type LogReport } from './whole-check.ts';

export type MigrateCode = 'ledger-moved' | 'source-served' | 'target-not-empty';

export type MigrateOptions = {
  readonly from: Store;
  readonly to: Store;
  readonly sets: readonly TableSet[];
  readonly views: Views;
  readonly logKey: VerifierKey;
  readonly now: Temporal.Instant;
  readonly progress?: Progress;
};

export type MigrateReport = LogReport & {
  /** Tables that were copied and tables that were folded anew, with how many rows each has on both sides. */
  readonly copied: Readonly<Record<string, number>>;
  readonly folded: Readonly<Record<string, number>>;
};

/** Folding writes these anew, and a submission handed over is submitted again by whoever waits for it. */
const NOT_COPIED: readonly string[] = ['view', 'hand_off'];

/**
 * All of it or nothing. Afterwards the source signs nothing any more, so that there are never two of one node. Throws
 * when the two sides differ: then the target is left as empty as it was.
 */
export async function migrateStore(options: MigrateOptions): Promise<Outcome<MigrateReport, MigrateCode>> {
  const { from, to, views } = options;
  const lock = await from.tryAppenderLock();
  if (lock === undefined)
    return refuse('source-served', 'The node is being served: stop every process of it first.');
  await using _held = lock;
  if ((await standingOfLog(from.connection))?.state === 'moved') return refuse('ledger-moved', MOVED_SENTENCE);
  if (!(await isEmpty(to))) {
    return refuse('target-not-empty', 'There is something in the target already; name an empty folder or schema.');
  }
  await from.transaction(async (transaction) => {
    await createIn(transaction, options.sets);
    await views.bringUpToDate(transaction);
    while (await views.follow(transaction));
  });
  const report = await from.snapshot((source) => to.transaction((target) => move(source, target, options)));
  // A crash before this line leaves two nodes that could sign; whoever saw no success message serves neither.
  await from.transaction(async (transaction) => {
    await ledgerTables(transaction).updateTable('appender').set({ state: 'moved' }).where('id', '=', 1).execute();
  });
  return accept(report);
}

async function move(
  source: InTransaction,
  target: InTransaction,
  options: MigrateOptions,
): Promise<MigrateReport> {
  const { sets, views, logKey, now, progress = () => undefined } = options;
  await createIn(target, sets);
  const present = new Set(await plainTables(source));
  const tables = sets
    .flatMap((set) => set.tables)
    .filter((table) => present.has(table) && !NOT_COPIED.includes(table));
  const copied: Record<string, number> = {};
  for (const [at, table] of tables.entries()) {
    progress(at, tables.length, 'tables');
    const digest = await copyTable(source, target, table);
    proveSame(table, digest, await tableDigest(target, table));
    copied[table] = digest.rows;
  }
  await views.rebuild(target, views.all, progress);
  const folded: Record<string, number> = {};
  const ofViews = new Set(views.all.flatMap((view) => view.tables));
  for (const table of (await plainTables(target)).filter((name) => ofViews.has(name))) {
    const digest = await tableDigest(source, table);
    proveSame(table, digest, await tableDigest(target, table));
    folded[table] = digest.rows;
  }
  return { ...(await checkWholeLog(target, logKey, now, progress)), copied, folded };
}

function proveSame(table: string, one: TableDigest, other: TableDigest): void {
  if (sameTable(one, other)) return;
  throw new Error(`move the table ${table}: ${one.rows} rows here are not the ${other.rows} rows there`);
}
