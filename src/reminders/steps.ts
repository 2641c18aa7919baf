/** How the tables of reminders came to be what they are; see `tables.ts` for what they hold. */
import { sql } from 'kysely';
import type { InTransaction } from '#store/connection.ts';
import { columnsOf } from '#store/dialect.ts';
import type { Migration } from '#store/versions.ts';

/**
 * An obligation's identifier begins with its case since then. What was told under the earlier one would be told again
 * to everybody, so each row takes its own case in front. Where a program in between told it again already, the later
 * row stays. Identifiers of messages stay as they are: whoever was sent one knows it by that.
 */
const CASE_FIRST: Migration = {
  number: 1,
  does: 'what was told is known by identifiers that begin with the case, and a time by how sure it is',
  async run(transaction) {
    await sql`update reminder_outgoing set key = (
        select told.case_id || ' ' || told.key from reminder_notice told where told.key = reminder_outgoing.key
      ) where exists (
        select 1 from reminder_notice told where told.key = reminder_outgoing.key and ${isBefore('told')}
      )`.execute(transaction);
    await sql`delete from reminder_notice where ${isBefore('reminder_notice')} and exists (
        select 1 from reminder_notice again
        where again.key = reminder_notice.case_id || ' ' || reminder_notice.key
      )`.execute(transaction);
    await sql`update reminder_notice set key = case_id || ' ' || key, item = case_id || ' ' || item
      where ${isBefore('reminder_notice')}`.execute(transaction);
    await takeOverDoubt(transaction);
  },
};

function isBefore(table: string) {
  const [item, caseId] = [sql.ref(`${table}.item`), sql.ref(`${table}.case_id`)];
  return sql<boolean>`substr(${item}, 1, length(${caseId}) + 1) <> ${caseId} || ' '`;
}

/** Known of a time was only whether its holidays had been read again. Where they had not, they were what it hung on. */
async function takeOverDoubt(transaction: InTransaction): Promise<void> {
  if (!(await columnsOf(transaction, 'reminder_notice')).has('unconfirmed')) return;
  const doubtful = JSON.stringify({ confidence: 'R', least: 'calendar' });
  await sql`update reminder_notice set sureness = ${doubtful} where unconfirmed = 1 and sureness is null`.execute(
    transaction,
  );
  await sql`alter table reminder_notice drop column unconfirmed`.execute(transaction);
}

export const REMINDER_STEPS: readonly Migration[] = [CASE_FIRST];
