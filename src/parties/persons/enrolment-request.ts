import { accept, type Outcome, refuse } from '#outcome.ts';
import type { AuthorityCode, SignInCode } from '#parties/codes.ts';
import { partyTables } from '#parties/tables.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { issueEnrolment } from './enrolment.ts';

/** A first person has asked for a code; whoever is second does so within a day, or it is asked for again. */
export const REQUEST_HOURS = 24;

const TABLES = declareTables({
  enrolment_request: { columns: { person: 'text', party: 'text', asked_by: 'text', ends_at: 'bigint' } },
});

type RequestRow = RowsIn<typeof TABLES>['enrolment_request'];

export const REQUEST_TABLES = TABLES.asSet('enrolment-requests');

/** Who is to be enrolled. */
export type Enrolled = { readonly person: string; readonly party: string; readonly name: string };

/** The code, with whether one administrator gave it alone; or that a second person has to ask for it as well. */
export type Enrolling =
  | { readonly state: 'issued'; readonly code: string; readonly alone: boolean }
  | { readonly state: 'waiting' };

/**
 * A passkey acts with every role its person holds or will be given, so a code takes two: an administrator who asks for
 * it and another who asks as well, and is told it. Where there is no other administrator any more, an approver or
 * lawyer is the second. A party that never had two administrators at once has only the one to ask.
 */
export async function askEnrolment(
  connection: Connection,
  who: Enrolled,
  asking: { readonly person: string; readonly roles: ReadonlySet<string> },
  now: Temporal.Instant,
): Promise<Outcome<Enrolling, SignInCode | AuthorityCode>> {
  const requests = TABLES.in(connection);
  const open = await requests
    .selectFrom('enrolment_request')
    .selectAll()
    .where('person', '=', who.person)
    .where('ends_at', '>', toMicroseconds(now))
    .executeTakeFirst();
  const administers = asking.roles.has('administrator');
  if (open !== undefined && open.asked_by !== asking.person) {
    const second = await secondMay(connection, open, asking, now);
    if (!second.ok) return second;
    if (who.person === asking.person) {
      return refuse('self-approval', 'Nobody is the second person for their own code: ask somebody else.');
    }
    // Of two who are second at once, one is told the code.
    const taken = await requests
      .deleteFrom('enrolment_request')
      .where('person', '=', who.person)
      .where('asked_by', '=', open.asked_by)
      .executeTakeFirst();
    if (taken.numDeletedRows === 1n) return issued(connection, who, false, now);
  }
  if (!administers) return refuse('not-mandated', 'An administrator asks for a code first; then you may.');
  if (!(await hadSecond(connection, who.party, now))) return issued(connection, who, true, now);
  const row = {
    person: who.person,
    party: who.party,
    asked_by: asking.person,
    ends_at: toMicroseconds(now.add({ hours: REQUEST_HOURS })),
  };
  await requests
    .insertInto('enrolment_request')
    .values(row)
    .onConflict((met) => met.column('person').doUpdateSet(row))
    .execute();
  return accept({ state: 'waiting' });
}

/** Persons for whom somebody has asked for a code, with who asked. */
export async function openRequests(
  connection: Connection,
  party: string,
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, string>> {
  const rows = await TABLES.in(connection)
    .selectFrom('enrolment_request')
    .select(['person', 'asked_by'])
    .where('party', '=', party)
    .where('ends_at', '>', toMicroseconds(now))
    .execute();
  return new Map(rows.map((row) => [row.person, row.asked_by]));
}

/** Has this party had two administrators at once, at any time? From then on one alone gives no code. */
export async function hadSecond(connection: Connection, party: string, now: Temporal.Instant): Promise<boolean> {
  const at = toMicroseconds(now);
  const rows = await partyTables(connection)
    .selectFrom('party_mandate')
    .select(['person', 'roles', 'valid_from', 'valid_until'])
    .where('party', '=', party)
    .where('issuer', '=', party)
    .execute();
  // As they were given: an end that is stated later, and dated back, takes nothing away from this.
  const terms = rows
    .filter((row) => row.roles?.includes('"administrator"') === true && (row.valid_from ?? 0) <= at)
    .map((row) => ({ person: row.person, from: row.valid_from ?? 0, until: row.valid_until ?? 0 }));
  return terms.some((one) =>
    terms.some((other) => other.person !== one.person && other.from < one.until && one.from < other.until),
  );
}

async function secondMay(
  connection: Connection,
  { party, asked_by: first }: RequestRow,
  { roles }: { readonly roles: ReadonlySet<string> },
  now: Temporal.Instant,
): Promise<Outcome<null, AuthorityCode>> {
  if (roles.has('administrator')) return accept(null);
  const others = (await mandatesOf(connection, party, now)).some(
    (mandate) => mandate.person !== first && mandate.roles.includes('administrator'),
  );
  if (!others && (roles.has('approver') || roles.has('legal'))) return accept(null);
  return refuse('not-mandated', 'The second person for a code is another administrator of your party.');
}

async function issued(
  connection: Connection,
  who: Enrolled,
  alone: boolean,
  now: Temporal.Instant,
): Promise<Outcome<Enrolling, never>> {
  return accept({ state: 'issued', code: await issueEnrolment(connection, who, now), alone });
}
