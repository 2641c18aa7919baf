/** Submissions that were made before, known by their idempotency keys. */
import { isDeepStrictEqual } from 'node:util';
import type { Refusal } from '#outcome.ts';
import type { Claim } from '#statement/draft.ts';
import { COMMON_CLAIMS } from '#statement/statement-type.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { type AdmissionCode, type Admitted, personRef } from './admission.ts';
import type { Item } from './appending.ts';
import { encodedOf, heldOf, joinDisclosures, readDisclosures } from './held.ts';
import { FORGOTTEN_BODY, type IdempotencyRow, ledgerTables, type StatementRow } from './tables.ts';

/**
 * The same key with the same body is answered as before; with another body it is refused. Where an erasure has taken the
 * body's hash, the body is the same if it says all that is left of the statement: whoever asks is then told nothing new.
 */
export async function findRepeated(transaction: InTransaction, items: readonly Item[]): Promise<void> {
  const keyed = items.flatMap((item) => (item.admitted.idempotency === null ? [] : [item.admitted.idempotency]));
  if (keyed.length === 0) return;
  const rows = await ledgerTables(transaction)
    .selectFrom('idempotency')
    .selectAll()
    .where('key', 'in', [...new Set(keyed.map(({ key }) => key))])
    .execute();
  const known = new Map(rows.map((row) => [`${row.scope} ${row.key}`, row]));
  for (const item of items) {
    const { idempotency } = item.admitted;
    const row = idempotency === null ? undefined : known.get(`${idempotency.scope} ${idempotency.key}`);
    if (row === undefined) continue;
    const isSame =
      row.body === FORGOTTEN_BODY
        ? await saysWhatIsLeft(transaction, item.admitted, row)
        : row.body === idempotency?.body;
    item.result = isSame ? { kind: 'repeated', digest: row.digest } : { kind: 'refused', refusal: reused };
  }
}

export const reused: Refusal<AdmissionCode> = {
  code: 'idempotency-key-reused',
  sentence: 'This idempotency key was used for another submission; choose a new one.',
  place: 'idempotencyKey',
};

export async function remember(transaction: InTransaction, items: readonly Item[]): Promise<void> {
  const rows = items.flatMap(({ admitted: { idempotency }, result }) => {
    if (idempotency === null || result === undefined || result.kind === 'refused') return [];
    const digest = result.kind === 'repeated' ? result.digest : (result.own?.digest ?? null);
    return [{ ...idempotency, digest }];
  });
  await insertRows(transaction, 'idempotency', rows);
}

async function saysWhatIsLeft(
  transaction: InTransaction,
  admitted: Admitted,
  { digest }: IdempotencyRow,
): Promise<boolean> {
  if (digest === null) return false;
  const row = await ledgerTables(transaction)
    .selectFrom('statement')
    .select(['digest', 'issuer', 'vct', 'case_id'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  const held = await heldOf(transaction, [digest]);
  const left = readDisclosures(joinDisclosures(encodedOf(held.get(digest) ?? []))).map(({ claim }) => claim);
  return row !== undefined && isWhatIsLeft(admitted, row, left);
}

/** By the person who said it, in the same case, with all its claims and their markings. */
function isWhatIsLeft(
  { own, actor }: Admitted,
  row: Pick<StatementRow, 'digest' | 'issuer' | 'vct' | 'case_id'>,
  left: readonly Claim[],
): boolean {
  if (own === null) return false;
  const { draft, type } = own;
  if (type.vct !== row.vct || draft.issuer !== row.issuer || draft.case !== row.case_id) return false;
  const said = new Map(own.claims.map((claim) => [claim.name, claim]));
  const author = actor.kind === 'person' ? personRef(actor) : undefined;
  return left.every((claim) => {
    if (claim.name === 'author') return claim.value === author;
    return Object.hasOwn(COMMON_CLAIMS, claim.name) || isDeepStrictEqual(said.get(claim.name), claim);
  });
}
