import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import { hashOf, newSecret, newSpokenCode, spokenCode } from '#parties/secret.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';

/** A code is noted down to be used after a night, not kept. */
export const CODE_HOURS = 72;
/** Whoever came by a code may go on for one shift on that device. */
export const PASS_HOURS = 12;
/** 75 random bits: guessing is hopeless within three days, at the sign-in rate of the server. */
const CODE_GROUPS = 3;

/** Drafts of reporters without a sign-in lie in a workspace of their own, which no party reads, until they are sent. */
export const UNSIGNED_WORKSPACE = 'unsigned';
/** What a reporter without a sign-in began and never sent is thrown away after this. */
export const UNSIGNED_DAYS = 3;
/** Who works in it. */
export const UNSIGNED_PERSON = 'unsigned';

const WHO = { draft: 'text', party: 'text', person: 'text' } as const;

const TABLES = declareTables({
  report_code: {
    columns: { hash: 'text', ...WHO, ends_at: 'bigint', used_at: 'bigint?' },
    indexes: [['draft'], ['ends_at']],
  },
  report_pass: { columns: { hash: 'text', ...WHO, ends_at: 'bigint' }, indexes: [['draft'], ['ends_at']] },
});

export const REPORT_PASS_TABLES = TABLES.asSet('report-passes');

/** One unfinished report, and in whose name its answers are written down. */
export type HeldReport = { readonly draft: string; readonly party: string; readonly person: string };

/**
 * A one-time code that opens one report's questions on another device, without a sign-in. Only its hash is stored; a
 * new code for a report voids the one before.
 */
export async function issueReportCode(
  connection: Connection,
  { draft, party, person }: HeldReport,
  now: Temporal.Instant,
): Promise<string> {
  const code = newSpokenCode(CODE_GROUPS);
  const codes = TABLES.in(connection);
  await codes
    .deleteFrom('report_code')
    .where(({ or, eb }) => or([eb('draft', '=', draft), eb('ends_at', '<=', toMicroseconds(now))]))
    .execute();
  const ends_at = toMicroseconds(now.add({ hours: CODE_HOURS }));
  await codes
    .insertInto('report_code')
    .values({ hash: hashOf(code), draft, party, person, ends_at, used_at: null })
    .execute();
  return code;
}

/** Uses a code up; of two who try at once, one succeeds. Unknown, used and expired are one refusal. */
export async function redeemReportCode(
  connection: Connection,
  typed: string,
  now: Temporal.Instant,
): Promise<Outcome<HeldReport, SignInCode>> {
  const row = await TABLES.in(connection)
    .updateTable('report_code')
    .set({ used_at: toMicroseconds(now) })
    .where('hash', '=', hashOf(spokenCode(typed)))
    .where('used_at', 'is', null)
    .where('ends_at', '>', toMicroseconds(now))
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return accept({ draft: row.draft, party: row.party, person: row.person });
  return refuse(
    'report-code-invalid',
    'This code is unknown, used or over. Whoever works on the report can make a new one; or call the number above.',
    'code',
  );
}

/** Lets this browser go on with one report. The secret goes into a cookie and is stored only as a hash. */
export async function openReportPass(
  connection: Connection,
  { draft, party, person }: HeldReport,
  now: Temporal.Instant,
): Promise<string> {
  const secret = newSecret();
  const passes = TABLES.in(connection);
  await passes.deleteFrom('report_pass').where('ends_at', '<=', toMicroseconds(now)).execute();
  const ends_at = toMicroseconds(now.add({ hours: PASS_HOURS }));
  await passes
    .insertInto('report_pass')
    .values({ hash: hashOf(secret), draft, party, person, ends_at })
    .execute();
  return secret;
}

/** The report that a pass opens now. */
export async function reportHeldBy(
  connection: Connection,
  secret: string,
  now: Temporal.Instant,
): Promise<HeldReport | undefined> {
  return TABLES.in(connection)
    .selectFrom('report_pass')
    .select(['draft', 'party', 'person'])
    .where('hash', '=', hashOf(secret))
    .where('ends_at', '>', toMicroseconds(now))
    .executeTakeFirst();
}

/** Reports without a sign-in that a pass or an unused code still opens. */
export async function reportsInReach(connection: Connection, now: Temporal.Instant): Promise<ReadonlySet<string>> {
  const tables = TABLES.in(connection);
  const passes = await tables
    .selectFrom('report_pass')
    .select('draft')
    .where('party', '=', UNSIGNED_WORKSPACE)
    .where('ends_at', '>', toMicroseconds(now))
    .execute();
  const codes = await tables
    .selectFrom('report_code')
    .select('draft')
    .where('party', '=', UNSIGNED_WORKSPACE)
    .where('used_at', 'is', null)
    .where('ends_at', '>', toMicroseconds(now))
    .execute();
  return new Set([...passes, ...codes].map(({ draft }) => draft));
}

/** Nobody goes on by code or pass with a report that was sent or thrown away. */
export async function endReportPasses(connection: Connection, draft: string): Promise<void> {
  const tables = TABLES.in(connection);
  await tables.deleteFrom('report_code').where('draft', '=', draft).execute();
  await tables.deleteFrom('report_pass').where('draft', '=', draft).execute();
}
