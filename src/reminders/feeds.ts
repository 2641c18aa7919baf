/** Addresses of calendar feeds: 256 random bits, kept as a hash, shown once, revoked at any time. */
import { randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { hashOf, newSecret } from '#parties/secret.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { ReminderCode } from './codes.ts';
import { reminderTables } from './tables.ts';

export type FeedOwner = { readonly party: string; readonly person: string };

/** A new address for this person; the one before ends with it. */
export async function newFeed(connection: Connection, owner: FeedOwner, at: Temporal.Instant): Promise<string> {
  await revokeFeeds(connection, owner.person, at);
  const secret = newSecret();
  const row = {
    id: randomUUIDv7(),
    hash: hashOf(secret),
    ...owner,
    made_at: toMicroseconds(at),
    revoked_at: null,
  };
  await reminderTables(connection).insertInto('reminder_feed').values(row).execute();
  return secret;
}

export async function revokeFeeds(connection: Connection, person: string, at: Temporal.Instant): Promise<void> {
  await reminderTables(connection)
    .updateTable('reminder_feed')
    .set({ revoked_at: toMicroseconds(at) })
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Whose feed this is; nobody's where it was revoked, or where the person holds no mandate any more. */
export async function feedOwner(
  connection: Connection,
  secret: string,
  at: Temporal.Instant,
): Promise<Outcome<FeedOwner, ReminderCode>> {
  const row = await reminderTables(connection)
    .selectFrom('reminder_feed')
    .select(['party', 'person'])
    .where('hash', '=', hashOf(secret))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const mandates = row === undefined ? [] : await mandatesOf(connection, row.party, at, row.person);
  if (row !== undefined && mandates.length > 0) return accept(row);
  return refuse('calendar-not-found', 'This calendar is not kept here any more. Make a new address.');
}

export async function hasFeed(connection: Connection, person: string): Promise<boolean> {
  const rows = await reminderTables(connection)
    .selectFrom('reminder_feed')
    .select('id')
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .execute();
  return rows.length > 0;
}
