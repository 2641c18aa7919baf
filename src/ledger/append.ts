/**
 * The append: waiting submissions in one transaction, each against the state its predecessors left. Nothing that is
 * signed here is seen by anybody before the transaction has committed; if it does not, all of it is forgotten.
 */
import { decodeBase64url } from '#statement/base64url.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { Admitted } from './admission.ts';
import type { Appending, AppendState, Item, Result } from './appending.ts';
import type { Recorded } from './contract.ts';
import { findFresh } from './fresh.ts';
import type { Prepared } from './prepared.ts';
import type { Signers } from './signers.ts';
import { ledgerTablesIn } from './tables.ts';
import { appendWave, storeOwn } from './wave.ts';
import { cutIntoWaves } from './waves.ts';

/** Another process has become the appender: this one must stop and hand its submissions over. */
export class LostAppender extends Error {}

export async function appendBatch(
  state: AppendState,
  transaction: InTransaction,
  signers: Signers,
  at: Temporal.Instant,
  batch: readonly Admitted[],
  prepared?: Prepared,
): Promise<{ results: readonly Result[]; records: readonly Recorded[] }> {
  await fence(transaction, state.epoch);
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
  const { items, fresh } = prepared ?? (await appendAll(appending, batch));
  if (prepared !== undefined) await storeOwn(appending, prepared.numbered, prepared.issuing);
  await state.tree.append(transaction, appending.entries.map(digestBytes), at);
  await state.numbers.save(transaction, state.places);
  state.places.settle();
  await remember(transaction, fresh);
  return { results: items.map(finished), records: appending.records };
}

async function appendAll(appending: Appending, batch: readonly Admitted[]) {
  const found = await findFresh(appending, batch);
  for (const wave of cutIntoWaves(found.fresh, (item) => item.admitted)) await appendWave(appending, wave);
  return found;
}

/** Refuses to commit when another process holds a newer epoch; on PostgreSQL the row also makes it wait for us. */
export async function fence(transaction: InTransaction, epoch: number): Promise<void> {
  const { numUpdatedRows } = await ledgerTablesIn(transaction)
    .updateTable('appender')
    .set({ epoch })
    .where('id', '=', 1)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new LostAppender('append: another process has taken over');
}

async function remember(transaction: InTransaction, items: readonly Item[]): Promise<void> {
  const rows = items.flatMap(({ admitted: { idempotency }, result }) => {
    if (idempotency === null || result === undefined || result.kind === 'refused') return [];
    const digest = result.kind === 'repeated' ? result.digest : (result.own?.digest ?? null);
    return [{ ...idempotency, digest }];
  });
  await insertRows(transaction, 'idempotency', rows);
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
