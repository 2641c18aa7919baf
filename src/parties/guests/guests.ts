import { randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { GuestCode } from '#parties/codes.ts';
import { hashOf, newSecret } from '#parties/secret.ts';
import { partyOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';

export const GUEST_LINK_DAYS_MOST = 30;
export const GUEST_NAME_CHARACTERS = 200;
const HOURS_A_DAY = 24;

/** How a party without a node answers; each is of lower assurance than a receipt of its own node. */
export type GuestWay = 'guest-link' | 'mail' | 'telephone';

const TABLES = declareTables({
  guest_link: {
    columns: {
      id: 'text',
      hash: 'text',
      release: 'text',
      target: 'text',
      case_id: 'text',
      guest: 'text',
      host: 'text',
      contact: 'text',
      person: 'text',
      created_by: 'text',
      created_at: 'bigint',
      expires_at: 'bigint',
      revoked_at: 'bigint?',
      answered_at: 'bigint?',
      /** The answer as given, kept before it is signed. */
      said: 'text?',
      answer: 'text?',
    },
    indexes: [['hash'], ['release'], ['host']],
  },
});

export const GUEST_TABLES = TABLES.asSet('guest-links');
export const guestTables = TABLES.in;

/** A link as its host and its holder know it; the secret in it is stored nowhere. */
export type GuestLink = {
  readonly id: string;
  /** The release it opens, the statement released, and the case. */
  readonly release: string;
  readonly target: string;
  readonly case: string;
  /** The party without a node, and the authority that serves it. */
  readonly guest: string;
  readonly host: string;
  /** Whom the link was given to, and how the answer names that person. */
  readonly contact: string;
  readonly person: string;
  readonly expiresAt: Temporal.Instant;
  readonly answeredAt: Temporal.Instant | null;
  /** Digest of the acknowledgement. */
  readonly answer: string | null;
  readonly revoked: boolean;
};

export type GuestInvitation = {
  readonly release: string;
  readonly target: string;
  readonly case: string;
  readonly guest: string;
  readonly host: string;
  readonly contact: string;
  readonly createdBy: string;
  readonly expiresAt: Temporal.Instant;
};

/**
 * A link for one release, one party and one contact. The secret goes into the address that is handed over by a channel
 * of its own (telephone, courier, encrypted mail); a lost link is replaced, never read again.
 */
export async function inviteGuest(
  connection: Connection,
  invitation: GuestInvitation,
  now: Temporal.Instant,
): Promise<Outcome<{ readonly id: string; readonly secret: string }, GuestCode>> {
  const party = await partyOf(connection, invitation.guest);
  if (party === undefined || party.describedBy !== invitation.host) {
    return refuse(
      'guest-of-another',
      'Only the authority that describes a party without a node invites it.',
      'guest',
    );
  }
  const latest = now.add({ hours: GUEST_LINK_DAYS_MOST * HOURS_A_DAY });
  const isOver = Temporal.Instant.compare(invitation.expiresAt, now) <= 0;
  if (isOver || Temporal.Instant.compare(invitation.expiresAt, latest) > 0) {
    return refuse('guest-link-lifetime', `A guest link ends within ${GUEST_LINK_DAYS_MOST} days.`, 'expiresAt');
  }
  const { release, target, guest, host, contact } = invitation;
  const [id, secret] = [randomUUIDv7(), newSecret()];
  await guestTables(connection)
    .insertInto('guest_link')
    .values({
      id,
      hash: hashOf(secret),
      release,
      target,
      case_id: invitation.case,
      guest,
      host,
      contact: contact.slice(0, GUEST_NAME_CHARACTERS),
      person: `${guest}#${randomUUIDv7()}`,
      created_by: invitation.createdBy,
      created_at: toMicroseconds(now),
      expires_at: toMicroseconds(invitation.expiresAt),
      revoked_at: null,
      answered_at: null,
      said: null,
      answer: null,
    })
    .execute();
  return accept({ id, secret });
}

/** What a link opens. An answered link still opens, so that the guest can read again what was answered. */
export async function openGuestLink(
  connection: Connection,
  secret: string,
  now: Temporal.Instant,
): Promise<Outcome<GuestLink, GuestCode>> {
  const links = guestTables(connection).selectFrom('guest_link').selectAll();
  return stillValid(await links.where('hash', '=', hashOf(secret)).executeTakeFirst(), now);
}

/** A link by its name, for the host that gave it out. */
export async function guestLink(
  connection: Connection,
  host: string,
  id: string,
  now: Temporal.Instant,
): Promise<Outcome<GuestLink, GuestCode>> {
  const links = guestTables(connection).selectFrom('guest_link').selectAll();
  return stillValid(await links.where('id', '=', id).where('host', '=', host).executeTakeFirst(), now);
}

function stillValid(
  row: RowsIn<typeof TABLES>['guest_link'] | undefined,
  now: Temporal.Instant,
): Outcome<GuestLink, GuestCode> {
  if (row === undefined || row.revoked_at !== null) {
    return refuse('guest-link-not-valid', 'This link is not known. Ask whoever gave it to you for a new one.');
  }
  if (row.expires_at <= toMicroseconds(now)) {
    return refuse('guest-link-expired', 'This link has ended. Ask whoever gave it to you for a new one.');
  }
  return accept(linkOf(row));
}

/** Ends a link that is not answered yet: it went to the wrong person, or was lost. */
export async function revokeGuestLink(
  connection: Connection,
  host: string,
  id: string,
  now: Temporal.Instant,
): Promise<Outcome<null, GuestCode>> {
  const revoked = await guestTables(connection)
    .updateTable('guest_link')
    .set({ revoked_at: toMicroseconds(now) })
    .where('id', '=', id)
    .where('host', '=', host)
    .where('revoked_at', 'is', null)
    .where('said', 'is', null)
    .where('answer', 'is', null)
    .executeTakeFirst();
  if (revoked.numUpdatedRows > 0n) return accept(null);
  return refuse('guest-link-not-valid', 'There is no such open link of this party.', 'id');
}

/** The links a host gave out, the newest first; with `release`, those of that release. */
export async function guestLinksOf(
  connection: Connection,
  host: string,
  release?: string,
): Promise<readonly GuestLink[]> {
  let query = guestTables(connection)
    .selectFrom('guest_link')
    .selectAll()
    .where('host', '=', host)
    .orderBy('id', 'desc');
  if (release !== undefined) query = query.where('release', '=', release);
  return (await query.execute()).map(linkOf);
}

function linkOf(row: RowsIn<typeof TABLES>['guest_link']): GuestLink {
  return {
    id: row.id,
    release: row.release,
    target: row.target,
    case: row.case_id,
    guest: row.guest,
    host: row.host,
    contact: row.contact,
    person: row.person,
    expiresAt: fromMicroseconds(row.expires_at),
    answeredAt: row.answered_at === null ? null : fromMicroseconds(row.answered_at),
    answer: row.answer,
    revoked: row.revoked_at !== null,
  };
}
