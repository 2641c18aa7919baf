/**
 * Running numbers after a restore. What was said since the backup took numbers that are not all known any more; given
 * again, one of them would stand under two statements, which proves equivocation. So numbers are left out instead.
 */
import { sql } from 'kysely';
import type { InTransaction } from '#store/connection.ts';
import { ledgerTablesIn } from './tables.ts';

const WHOLE_PARTY = '';

/** A statement of this party came back: it took one number, whichever that was. */
export async function countReturned(
  transaction: InTransaction,
  issuer: string,
  caseId: string | null,
): Promise<void> {
  await raise(transaction, issuer, WHOLE_PARTY);
  if (caseId !== null) return raise(transaction, issuer, caseId);
  // Its case is withheld from whoever gave it back, so that it may be any.
  await ledgerTablesIn(transaction)
    .updateTable('running_number')
    .set(({ eb }) => ({ last: eb('last', '+', 1) }))
    .where('issuer', '=', issuer)
    .where('case_id', '!=', WHOLE_PARTY)
    .execute();
}

/** As many numbers as entries are lost: each of them may have been of any party, in any case. */
export async function leaveOut(transaction: InTransaction, lost: number): Promise<void> {
  await sql`update running_number set last = last + ${lost}`.execute(transaction);
}

async function raise(transaction: InTransaction, issuer: string, case_id: string): Promise<void> {
  await ledgerTablesIn(transaction)
    .insertInto('running_number')
    .values({ issuer, case_id, last: 1 })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'case_id'])
        .doUpdateSet(({ eb }) => ({ last: eb('running_number.last', '+', 1) })),
    )
    .execute();
}
