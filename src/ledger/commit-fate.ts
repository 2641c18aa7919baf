import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from '#store/connection.ts';
import type { Store } from '#store/open.ts';
import { fence, LostAppender } from './append.ts';
import type { Recorded } from './contract.ts';
import { COMMIT_FATE_POLL_MS, COMMIT_FATE_WAIT_MS } from './limits.ts';
import { ledgerTables } from './tables.ts';

/** What became of a batch: what is gone may be repeated, of what is unknown nobody can say whether it may. */
export type Fate = 'stands' | 'gone' | 'unknown';

/**
 * Asks whether a batch stands whose commit was not heard of, since the connection broke: for as long as the database
 * stays away, at most {@link COMMIT_FATE_WAIT_MS}, and no longer once the ledger is being closed.
 */
export async function fateOf(
  store: Pick<Store, 'transaction' | 'connection' | 'engine'>,
  epoch: number,
  records: readonly Recorded[],
  isClosing: () => boolean,
): Promise<Fate> {
  const deadline = Date.now() + COMMIT_FATE_WAIT_MS;
  for (;;) {
    try {
      return (await stands(store, epoch, records)) ? 'stands' : 'gone';
    } catch {
      if (isClosing() || Date.now() >= deadline) return 'unknown';
      await wait(COMMIT_FATE_POLL_MS);
    }
  }
}

/** The commit may still be under way: then the fence waits for the row that it has changed, until it has ended. */
async function stands(
  store: Pick<Store, 'transaction' | 'connection' | 'engine'>,
  epoch: number,
  records: readonly Recorded[],
): Promise<boolean> {
  // SQLite has no commit under way once it has answered; and a full disk, which may be why it failed, takes no fence.
  if (store.engine === 'sqlite') return isHeld(store.connection, records);
  return store.transaction(async (transaction) => {
    await fence(transaction, epoch).catch((failure: unknown) => {
      // Whoever appends now has waited for it just so.
      if (!(failure instanceof LostAppender)) throw failure;
    });
    return isHeld(transaction, records);
  });
}

async function isHeld(reads: Connection, [first]: readonly Recorded[]): Promise<boolean> {
  if (first === undefined) return false;
  const found = async (table: 'statement' | 'addition') =>
    ledgerTables(reads).selectFrom(table).select('digest').where('arrival', '=', first.arrival).executeTakeFirst();
  const row = (await found('statement')) ?? (await found('addition'));
  return row?.digest === first.digest;
}
