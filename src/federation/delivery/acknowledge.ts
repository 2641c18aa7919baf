import type { Office } from '#federation/office.ts';
import { federationTables } from '#federation/tables.ts';
import type { Actor, Appended } from '#ledger/contract.ts';
import { type Outcome, refuse } from '#outcome.ts';

type Person = Extract<Actor, { kind: 'person' }>;

/** A person says to have read what was released to its party. One acknowledgement a person and receipt. */
export async function acknowledge(
  { store, ledger }: Pick<Office, 'store' | 'ledger'>,
  actor: Person,
  release: string,
  more: { readonly note?: string; readonly idempotencyKey?: string } = {},
): Promise<Outcome<Appended | null>> {
  const row = await federationTables(store.connection)
    .selectFrom('federation_release')
    .selectAll()
    .where('digest', '=', release)
    .where('recipient', '=', actor.party)
    .executeTakeFirst();
  if (row?.receipt === null || row?.receipt === undefined || row.case_id === null) {
    return refuse(
      'receipt-not-held',
      'No such release was received by your party, so there is nothing to acknowledge.',
    );
  }
  return ledger.submit({
    kind: 'draft',
    actor,
    ...(more.idempotencyKey === undefined ? {} : { idempotencyKey: more.idempotencyKey }),
    draft: {
      type: 'acknowledgement',
      issuer: actor.party,
      case: row.case_id,
      claims: {
        receipt: row.receipt,
        target: row.target,
        person: actor.person,
        at: ledger.now().toString({ smallestUnit: 'second' }),
        ...(more.note === undefined || more.note === '' ? {} : { note: more.note }),
      },
    },
  });
}
