/** What needs a person since they looked last: reminders for them, and what arrived for their party. */
import { marked, type PersonSettings } from '#desk/person-settings.ts';
import { deskTables, type Sitter } from '#desk/tables.ts';
import { type Delivery, unacknowledged } from '#federation/delivery/deliveries.ts';
import { federationTables } from '#federation/tables.ts';
import { type InboxEntry, inboxOf } from '#reminders/queue.ts';
import { reminderTables } from '#reminders/tables.ts';
import type { Connection } from '#store/connection.ts';

const ARRIVALS_SHOWN = 100;

export type News =
  | { readonly type: 'reminder'; readonly key: string; readonly at: Temporal.Instant; readonly entry: InboxEntry }
  | { readonly type: 'arrival'; readonly key: string; readonly at: Temporal.Instant; readonly delivery: Delivery };

/** All of it, the newest first. */
export async function newsOf(connection: Connection, { person, party }: Sitter): Promise<readonly News[]> {
  const [reminders, arrivals] = await Promise.all([
    inboxOf(connection, person, true),
    unacknowledged(connection, party, ARRIVALS_SHOWN),
  ]);
  const read = await marked(
    connection,
    person,
    arrivals.map(({ release }) => release),
  );
  const news: News[] = [
    ...reminders.map((entry) => ({ type: 'reminder' as const, key: entry.key, at: entry.toldAt, entry })),
    ...arrivals
      .filter(({ release }) => !read.has(release))
      .map((delivery) => ({
        type: 'arrival' as const,
        key: delivery.release,
        at: delivery.receipt?.recordedAt ?? delivery.releasedAt,
        delivery,
      })),
  ];
  return news.sort((one, other) => Temporal.Instant.compare(other.at, one.at));
}

/** How many there are, for the head of every page. */
export async function countNews(connection: Connection, { person, party }: Sitter): Promise<number> {
  const [reminders, arrivals] = await Promise.all([
    reminderTables(connection)
      .selectFrom('reminder_notice')
      .where('person', '=', person)
      .where('shown', '=', 1)
      .where('read_at', 'is', null)
      .select(({ fn }) => fn.countAll().as('many'))
      .executeTakeFirstOrThrow(),
    deskTables(federationTables(connection))
      .selectFrom('federation_release as release')
      .innerJoin('federation_receipt as receipt', 'receipt.digest', 'release.receipt')
      .leftJoin('federation_acknowledgement as read', (join) =>
        join.onRef('read.receipt', '=', 'receipt.digest').on('read.by_addressee', '=', 1),
      )
      .leftJoin('desk_mark as mark', (join) =>
        join.onRef('mark.release', '=', 'release.digest').on('mark.person', '=', person),
      )
      .where('release.recipient', '=', party)
      .where('read.digest', 'is', null)
      .where('mark.key', 'is', null)
      .select(({ fn }) => fn.countAll().as('many'))
      .executeTakeFirstOrThrow(),
  ]);
  return Number(reminders.many) + Number(arrivals.many);
}

/** Did it come after the visit before this one? */
export function isSinceLastVisit({ at }: News, { seenBefore }: PersonSettings): boolean {
  return seenBefore === null || Temporal.Instant.compare(at, seenBefore) > 0;
}
