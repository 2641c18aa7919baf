import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import { hashOf, newSpokenCode, spokenCode } from '#parties/secret.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';

/** The code is handed over in person or read out; whoever does not use it today asks again. */
export const ENROLMENT_HOURS = 24;
/** 75 random bits: guessing is hopeless within a day, at the sign-in rate of the server. */
const CODE_GROUPS = 3;

const TABLES = declareTables({
  enrolment: {
    columns: { hash: 'text', person: 'text', party: 'text', name: 'text', ends_at: 'bigint', used_at: 'bigint?' },
    indexes: [['person']],
  },
});

export const ENROLMENT_TABLES = TABLES.asSet('enrolments');

export type Enrolment = {
  readonly hash: string;
  readonly person: string;
  readonly party: string;
  readonly name: string;
};

/** A one-time code with which a person registers a passkey. A new code for a person voids the one before. */
export async function issueEnrolment(
  connection: Connection,
  who: { readonly person: string; readonly party: string; readonly name: string },
  now: Temporal.Instant,
): Promise<string> {
  const { person, party, name } = who;
  const code = newSpokenCode(CODE_GROUPS);
  const ends_at = toMicroseconds(now.add({ hours: ENROLMENT_HOURS }));
  const enrolments = TABLES.in(connection);
  await enrolments.deleteFrom('enrolment').where('person', '=', person).execute();
  await enrolments
    .insertInto('enrolment')
    .values({ hash: hashOf(code), person, party, name, ends_at, used_at: null })
    .execute();
  return code;
}

/** Whom a code enrols. It is not used up by looking. */
export async function enrolmentOf(
  connection: Connection,
  code: string,
  now: Temporal.Instant,
): Promise<Outcome<Enrolment, SignInCode>> {
  const row = await TABLES.in(connection)
    .selectFrom('enrolment')
    .selectAll()
    .where('hash', '=', hashOf(spokenCode(code)))
    .executeTakeFirst();
  return row !== undefined && row.used_at === null && row.ends_at > toMicroseconds(now)
    ? accept(row)
    : noSuchCode();
}

/** Uses a code up, by its hash; of two who try at once, one succeeds. */
export async function useEnrolment(
  connection: Connection,
  hash: string,
  now: Temporal.Instant,
): Promise<Outcome<Enrolment, SignInCode>> {
  const at = toMicroseconds(now);
  const row = await TABLES.in(connection)
    .updateTable('enrolment')
    .set({ used_at: at })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('ends_at', '>', at)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? noSuchCode() : accept(row);
}

function noSuchCode() {
  return refuse<SignInCode>(
    'enrolment-code-invalid',
    'This code is unknown, used or over. Ask your administrator for a new one.',
  );
}
