/**
 * A log that cannot be restored is continued by another, since going on from an older tree would show two histories.
 * The successor's origin is the first one's with a number; its first statement says in public what it succeeds.
 */

import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { newestCheckpoint } from './checkpoints.ts';
import type { Ledger } from './contract.ts';
import { leaveOut } from './recovered-numbers.ts';
import { LEDGER_TABLES, ledgerTables } from './tables.ts';

/** Running numbers left out, since nobody knows how many the lost statements took. */
const SUCCESSOR_NUMBERS_LEFT_OUT = 1_000_000;
const FIRST_SUCCESSOR = 2;
const REASON = 'This node was restored from a backup, and no mirror of its log holds what came after it.';

/** The log this node appends to: that of its settings, or the successor that was opened for it. */
export async function logInUse(store: Store, origin: string): Promise<string> {
  await createTables(store, [LEDGER_TABLES]);
  const row = await ledgerTables(store.connection).selectFrom('appender').select('log').executeTakeFirst();
  return row !== undefined && numberOf(row.log, origin) >= FIRST_SUCCESSOR ? row.log : origin;
}

/**
 * Ends the log of a restored node and names the one that continues it. To be called while no process appends; the
 * node has to be opened again afterwards, under the log that is answered.
 */
export async function openSuccessor(
  store: Store,
  origin: string,
): Promise<Outcome<string, 'recovery-not-needed' | 'recovery-elsewhere'>> {
  const ended = await logInUse(store, origin);
  const lock = await store.tryAppenderLock();
  if (lock === undefined) return refuse('recovery-elsewhere', 'Another process of this node runs: stop it first.');
  await using _held = lock;
  const log = `${origin}/${Math.max(numberOf(ended, origin) + 1, FIRST_SUCCESSOR)}`;
  return await store.transaction(async (transaction) => {
    const tables = ledgerTables(transaction);
    const { numUpdatedRows } = await tables
      .updateTable('appender')
      .set({ log, state: 'open' })
      .where('id', '=', 1)
      .where('state', '=', 'recovering')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) {
      return refuse('recovery-not-needed', 'Only the log of a restored node is ended; this one goes on.');
    }
    await leaveOut(transaction, SUCCESSOR_NUMBERS_LEFT_OUT);
    await tables.deleteFrom('view').execute();
    return accept(log);
  });
}

/** The first statement of a successor log, once; `issuer` is a party of this node, `caseId` its own case. */
export async function stateSuccession(
  ledger: Ledger,
  store: Store,
  origin: string,
  issuer: string,
  caseId: string,
): Promise<Outcome<unknown>> {
  const number = numberOf(ledger.origin, origin);
  if (number < FIRST_SUCCESSOR || (await newestCheckpoint(store.connection, ledger.origin)) !== undefined) {
    return accept(null);
  }
  const predecessor = number === FIRST_SUCCESSOR ? origin : `${origin}/${number - 1}`;
  const last = await newestCheckpoint(store.connection, predecessor);
  if (last === undefined) return accept(null);
  const { size, root } = last.checkpoint;
  const claims = { predecessor, size, root: root.toBase64(), reason: REASON };
  const draft: Draft = { type: 'log-succession', issuer, case: caseId, claims };
  return ledger.submit({
    kind: 'draft',
    actor: { kind: 'node' },
    draft,
    jobKey: `log-succession|${number}`,
  });
}

/** Does this log's name say that it continues that one? */
export function isSuccessor(log: string, former: string): boolean {
  const tail = /\/[1-9][0-9]{0,5}$/.exec(former)?.[0] ?? '';
  const first = [former, former.slice(0, former.length - tail.length)].find((origin) => numberOf(log, origin) > 1);
  return first !== undefined && numberOf(log, first) > numberOf(former, first);
}

/** Whether it is the log of that origin, or a successor of it. */
export function isLogOf(log: string, origin: string): boolean {
  return numberOf(log, origin) > 0;
}

/** 1 for the origin itself, n for `origin/n`, 0 for a log of another name. */
function numberOf(log: string, origin: string): number {
  if (log === origin) return 1;
  const tail = log.startsWith(`${origin}/`) ? log.slice(origin.length + 1) : '';
  return /^[1-9][0-9]{0,5}$/.test(tail) ? Number(tail) : 0;
}
