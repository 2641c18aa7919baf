import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import { hashOf, newSecret } from '#parties/secret.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, text } from '#store/declared-tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';

/** A desk left alone is signed out after this; a duty officer who works is not. */
export const SESSION_IDLE_MINUTES = 60;
/** One shift: after it the passkey is asked for again, whatever happened. */
export const SESSION_HOURS = 12;
/** Being seen is written down no more often than this, so that reading pages does not write to the disk. */
const SEEN_RESOLUTION_SECONDS = 60;

export type SessionOrigin = 'passkey' | 'seat';

const TABLES = declareTables({
  session: {
    columns: {
      hash: 'text',
      person: 'text',
      party: 'text',
      opened_at: 'bigint',
      seen_at: 'bigint',
      ends_at: 'bigint',
      ended_at: 'bigint?',
      how: text<SessionOrigin>(),
    },
    indexes: [['person'], ['ends_at']],
  },
});

export const SESSION_TABLES = TABLES.asSet('sessions');

export type Session = {
  readonly person: string;
  readonly party: string;
  readonly openedAt: Temporal.Instant;
  readonly how: SessionOrigin;
};

/** Signs a person in. The secret goes into the cookie and is stored only as a hash. */
export async function openSession(
  connection: Connection,
  who: { readonly person: string; readonly party: string; readonly how: SessionOrigin },
  now: Temporal.Instant,
): Promise<string> {
  const { person, party, how } = who;
  const secret = newSecret();
  const at = toMicroseconds(now);
  const sessions = TABLES.in(connection);
  await sessions.deleteFrom('session').where('ends_at', '<', at).execute();
  const ends_at = toMicroseconds(now.add({ hours: SESSION_HOURS }));
  await sessions
    .insertInto('session')
    .values({ hash: hashOf(secret), person, party, how, opened_at: at, seen_at: at, ends_at, ended_at: null })
    .execute();
  return secret;
}

/** Who a session secret belongs to now; being asked keeps the session from idling out. */
export async function sessionOf(
  connection: Connection,
  secret: string,
  now: Temporal.Instant,
): Promise<Outcome<Session, SignInCode>> {
  const at = toMicroseconds(now);
  const sessions = TABLES.in(connection);
  const hash = hashOf(secret);
  const row = await sessions.selectFrom('session').selectAll().where('hash', '=', hash).executeTakeFirst();
  const idleSince = toMicroseconds(now.subtract({ minutes: SESSION_IDLE_MINUTES }));
  if (row === undefined || row.ended_at !== null || row.ends_at <= at || row.seen_at <= idleSince) {
    return refuse('session-expired', 'Your session has ended. Sign in again; what you typed is kept.');
  }
  if (row.seen_at <= toMicroseconds(now.subtract({ seconds: SEEN_RESOLUTION_SECONDS }))) {
    await sessions
      .updateTable('session')
      .set({ seen_at: at })
      .where('hash', '=', hash)
      .where('seen_at', '<', at)
      .execute();
  }
  return accept({ person: row.person, party: row.party, openedAt: fromMicroseconds(row.opened_at), how: row.how });
}

/** Signs out. A secret that is unknown or over changes nothing. */
export async function closeSession(connection: Connection, secret: string, now: Temporal.Instant): Promise<void> {
  await TABLES.in(connection)
    .updateTable('session')
    .set({ ended_at: toMicroseconds(now) })
    .where('hash', '=', hashOf(secret))
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends every session of a person: a device is lost, a mandate over. */
export async function closeSessionsOf(
  connection: Connection,
  person: string,
  now: Temporal.Instant,
): Promise<number> {
  const ended = await TABLES.in(connection)
    .updateTable('session')
    .set({ ended_at: toMicroseconds(now) })
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}
