/**
 * Preparing a batch inside the transaction of the one before it: once that one's rows are stored, the next is decided and
 * numbered upon them, and its statements are signed while the first is committed and answered. Its rows go into a
 * transaction of its own. Should the first not commit, all that was prepared upon it is forgotten with the memory of it.
 */
import type { InTransaction } from '#store/connection.ts';
import type { Admitted } from './admission.ts';
import type { AppendState, Item } from './appending.ts';
import { findFresh } from './fresh.ts';
import { beginIssuing, type Issuing } from './issue-wave.ts';
import type { Signers } from './signers.ts';
import { numberAll } from './wave.ts';
import { cutIntoWaves } from './waves.ts';

export type Prepared = {
  readonly at: Temporal.Instant;
  readonly items: readonly Item[];
  /** Without those that were submitted before. */
  readonly fresh: readonly Item[];
  /** In the order in which they are issued. */
  readonly numbered: readonly Item[];
  readonly issuing: Issuing;
};

/**
 * How many of these, from the first on, can be prepared together: drafts that do not touch each other. Whatever else comes
 * first waits for nothing that comes after it.
 */
export function preparable(waiting: readonly Admitted[]): number {
  const together = new Set(cutIntoWaves(waiting, (admitted) => admitted)[0]);
  const end = waiting.findIndex(
    (admitted) =>
      !together.has(admitted) ||
      admitted.own === null ||
      admitted.own.signed !== null ||
      admitted.foreign.length > 0,
  );
  return end === -1 ? waiting.length : end;
}

/** To be called when nothing is left to store in the transaction. */
export async function prepareBatch(
  state: AppendState,
  transaction: InTransaction,
  signers: Signers,
  at: Temporal.Instant,
  batch: readonly Admitted[],
): Promise<Prepared> {
  const { items, fresh } = await findFresh({ ...state, transaction }, batch);
  const numbered = await numberAll({ ...state, transaction, at, signers }, fresh);
  const issuing = beginIssuing([...numbered.values()], state.threads);
  return { at, items, fresh, numbered: [...numbered.keys()], issuing };
}
