/** What of a batch is new, with the numbers it may take read beforehand. */
import type { Refusal } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import type { AdmissionCode, Admitted } from './admission.ts';
import type { AppendState, Item } from './appending.ts';
import { ledgerTablesIn } from './tables.ts';

type Reading = Pick<AppendState, 'numbers' | 'places'> & { readonly transaction: InTransaction };

/** `fresh` leaves out what was submitted before, which has its result by then. */
export async function findFresh(
  { transaction, numbers, places }: Reading,
  batch: readonly Admitted[],
): Promise<{ readonly items: readonly Item[]; readonly fresh: readonly Item[] }> {
  const items: Item[] = batch.map((admitted) => ({ admitted, result: undefined }));
  await findRepeated(transaction, items);
  const fresh = items.filter((item) => item.result === undefined);
  await numbers.load(transaction, numberedPairs(fresh), places);
  return { items, fresh };
}

function numberedPairs(items: readonly Item[]) {
  return items.flatMap(({ admitted: { own } }) =>
    own === null ? [] : [{ issuer: own.draft.issuer, caseId: own.draft.case }],
  );
}

/** The same key with the same body is answered as before; with another body it is refused. */
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
      row.body === idempotency?.body
        ? { kind: 'repeated', digest: row.digest }
        : { kind: 'refused', refusal: reused };
  }
}

export const reused: Refusal<AdmissionCode> = {
  code: 'idempotency-key-reused',
  sentence: 'This idempotency key was used for another submission; choose a new one.',
  place: 'idempotencyKey',
};
