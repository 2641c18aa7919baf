/**
 * Running numbers after a restore. What was said since the backup took numbers that are not all known any more; given
 * again, one of them would stand under two statements, which proves equivocation. So numbers are left out instead, also
 * of parties and cases that are new since the backup: these begin above what the row of any party says.
 */
import { sql } from 'kysely';
import type { InTransaction } from '#store/connection.ts';
import { ANY_PARTY, WHOLE_PARTY } from './numbers.ts';
import { ledgerTables } from './tables.ts';

/** A statement of this party came back: it took one number, whichever that was. */
export async function countReturned(
  transaction: InTransaction,
  issuer: string,
  casePlace: number | null,
): Promise<void> {
  await raise(transaction, issuer, WHOLE_PARTY);
  if (casePlace !== null) return raise(transaction, issuer, casePlace);
  // Its case is withheld from whoever gave it back, so that it may be any, and one not known here.
  await raise(transaction, ANY_PARTY, WHOLE_PARTY);
  await ledgerTables(transaction)
    .updateTable('running_number')
    .set(({ eb }) => ({ last: eb('last', '+', 1) }))
    .where('issuer', '=', issuer)
    .where('case_place', '!=', WHOLE_PARTY)
    .execute();
}

/** As many numbers as entries are lost: each of them may have been of any party, in any case. */
export async function leaveOut(transaction: InTransaction, lost: number): Promise<void> {
  if (lost === 0) return;
  await raise(transaction, ANY_PARTY, WHOLE_PARTY, 0);
  await sql`update running_number set last = last + ${lost}`.execute(transaction);
}

/** Who has no number yet begins above those that any party may have been given. */
async function raise(transaction: InTransaction, issuer: string, case_place: number, by = 1): Promise<void> {
  const floor = sql<number>`coalesce((
    select last from running_number where issuer = ${ANY_PARTY} and case_place = ${WHOLE_PARTY}), 0)`;
  await ledgerTables(transaction)
    .insertInto('running_number')
    .values({ issuer, case_place, last: sql<number>`${floor} + cast(${by} as bigint)` })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'case_place'])
        .doUpdateSet(({ eb }) => ({ last: eb('running_number.last', '+', by) })),
    )
    .execute();
}
