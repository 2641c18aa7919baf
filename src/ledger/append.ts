/**
 * The append: waiting submissions in one transaction, each against the state its predecessors left. Nothing that is
 * signed here is seen by anybody before the transaction has committed; if it does not, all of it is forgotten.
 */
import type { Refusal } from '#outcome.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { AdmissionCode, Admitted } from './admission.ts';
import type { Appending, AppendState, Item, Result } from './appending.ts';
import type { Recorded } from './contract.ts';
import type { Signers } from './signers.ts';
import { FORGOTTEN_BODY, ledgerTablesIn } from './tables.ts';
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
  for (const wave of cutIntoWaves(fresh, (item) => item.admitted)) await appendWave(appending, wave);
  await state.tree.append(transaction, appending.entries.map(digestBytes), at);
  await state.numbers.save(transaction, state.places);
  await remember(transaction, fresh);
  return { results: items.map(finished), records: appending.records };
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

function numberedPairs(items: readonly Item[]) {
  return items.flatMap(({ admitted: { own } }) =>
    own === null ? [] : [{ issuer: own.draft.issuer, caseId: own.draft.case }],
  );
}

/**
 * The same key with the same body is answered as before; with another body it is refused. Where an erasure has taken the
 * body's hash nobody can tell, and whoever asks again is more likely to have lost the answer than to mean something else.
 */
async function findRepeated(transaction: InTransaction, items: readonly Item[]): Promise<void> {
  const keyed = items.flatMap((item) => (item.admitted.idempotency === null ? [] : [item.admitted.idempotency]));
  if (keyed.length === 0) return;
  const rows = await ledgerTablesIn(transaction)
    .selectFrom('idempotency')
    .selectAll()
    .where('key', 'in', [...new Set(keyed.map(({ key }) => key))])
    .execute();
  const known = new Map(rows.map((row) => [`${row.scope} ${row.key}`, row]));
  for (const item of items) {
    const { idempotency } = item.admitted;
    const row = idempotency === null ? undefined : known.get(`${idempotency.scope} ${idempotency.key}`);
    if (row === undefined) continue;
    item.result =
      row.body === idempotency?.body || row.body === FORGOTTEN_BODY
        ? { kind: 'repeated', digest: row.digest }
        : { kind: 'refused', refusal: reused };
  }
}

export const reused: Refusal<AdmissionCode> = {
  code: 'idempotency-key-reused',
  sentence: 'This idempotency key was used for another submission; choose a new one.',
  place: 'idempotencyKey',
};

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
