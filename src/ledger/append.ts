/**
 * The append: waiting submissions in one transaction, each against the state its predecessors left. Nothing that is
 * signed here is seen by anybody before the transaction has committed; if it does not, all of it is forgotten.
 */
import { decodeBase64url } from '#statement/base64url.ts';
import type { InTransaction } from '#store/connection.ts';
import type { Admitted } from './admission.ts';
import type { Appending, AppendState, Item, Result } from './appending.ts';
import type { Recorded } from './contract.ts';
import { casesNamed } from './named-cases.ts';
import { findRepeated, remember } from './repeated.ts';
import type { Signers } from './signers.ts';
import { ledgerTables } from './tables.ts';
import { appendWave } from './wave.ts';
import { cutIntoWaves } from './waves.ts';

/** Another process has become the appender: this one must stop and hand its submissions over. */
export class LostAppender extends Error {}

export async function appendBatch(
  state: AppendState,
  transaction: InTransaction,
  signers: Signers,
  at: Temporal.Instant,
  batch: readonly Admitted[],
): Promise<{ results: readonly Result[]; records: readonly Recorded[] }> {
  await fence(transaction, state.epoch);
  const items: Item[] = batch.map((admitted) => ({ admitted, result: undefined }));
  await findRepeated(transaction, items);
  const appending: Appending = {
    ...state,
    transaction,
    at,
    signers,
    entries: [],
    records: [],
    nextArrival: state.nextArrival,
    nextIndex: state.tree.size,
  };
  const fresh = items.filter((item) => item.result === undefined);
  await state.numbers.load(transaction, numberedPairs(fresh), state.places);
  const caseOf = await casesNamed(
    transaction,
    fresh.map((item) => item.admitted),
  );
  for (const wave of cutIntoWaves(fresh, (item) => item.admitted, caseOf)) await appendWave(appending, wave);
  await state.tree.append(transaction, appending.entries.map(digestBytes), at);
  await state.numbers.save(transaction, state.places);
  await remember(transaction, fresh);
  return { results: items.map(finished), records: appending.records };
}

/** Refuses to commit when another process holds a newer epoch; on PostgreSQL the row also makes it wait for us. */
export async function fence(transaction: InTransaction, epoch: number): Promise<void> {
  const { numUpdatedRows } = await ledgerTables(transaction)
    .updateTable('appender')
    .set({ epoch })
    .where('id', '=', 1)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new LostAppender('append: another process has taken over');
}

function numberedPairs(items: readonly Item[]) {
  return items.flatMap(({ admitted: { own } }) =>
    own === null ? [] : [{ issuer: own.draft.issuer, caseId: own.draft.case }],
  );
}

function finished({ result }: Item): Result {
  if (result === undefined) throw new Error('append: a submission went through the batch without a result');
  return result;
}

function digestBytes(digest: string): Uint8Array {
  const bytes = decodeBase64url(digest);
  if (bytes === undefined) throw new Error(`append: ${digest} is no digest`);
  return bytes;
}
