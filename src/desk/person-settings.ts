/** What the desk remembers of a person between visits: what was read, when they looked last, whether keys act. */
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { deskTables } from './tables.ts';

export type PersonSettings = {
  /** May a single key act on pages? */
  readonly shortcuts: boolean;
  /** When the person looked at the news last, before the visit that is going on. */
  readonly seenBefore: Temporal.Instant | null;
};

/** Looks that are closer together than this are one visit. */
const VISIT_MINUTES = 10;

export async function personSettingsOf(connection: Connection, person: string): Promise<PersonSettings> {
  const row = await rowOf(connection, person);
  const seen = Number(row?.seen_before ?? 0);
  return {
    shortcuts: row === undefined || Number(row.shortcuts) === 1,
    seenBefore: seen === 0 ? null : fromMicroseconds(seen),
  };
}

function rowOf(connection: Connection, person: string) {
  return deskTables(connection)
    .selectFrom('desk_person')
    .selectAll()
    .where('person', '=', person)
    .executeTakeFirst();
}

/** Somebody looks at the news now. */
export async function looked(connection: Connection, person: string, at: Temporal.Instant): Promise<void> {
  const row = await rowOf(connection, person);
  const last = Number(row?.seen_at ?? 0);
  const now = toMicroseconds(at);
  const isSameVisit = last > toMicroseconds(at.subtract({ minutes: VISIT_MINUTES }));
  const seen = { seen_at: now, seen_before: isSameVisit ? Number(row?.seen_before ?? 0) : last };
  await deskTables(connection)
    .insertInto('desk_person')
    .values({ person, shortcuts: 1, ...seen })
    .onConflict((conflict) => conflict.column('person').doUpdateSet(seen))
    .execute();
}

export async function setShortcuts(connection: Connection, person: string, on: boolean): Promise<void> {
  const shortcuts = Number(on);
  await deskTables(connection)
    .insertInto('desk_person')
    .values({ person, shortcuts, seen_at: 0, seen_before: 0 })
    .onConflict((conflict) => conflict.column('person').doUpdateSet({ shortcuts }))
    .execute();
}

/** Which of these releases the person has marked as read. */
export async function marked(
  connection: Connection,
  person: string,
  releases: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await deskTables(connection)
    .selectFrom('desk_mark')
    .select('release')
    .where('person', '=', person)
    .where('release', 'in', [...releases, ''])
    .execute();
  return new Set(rows.map(({ release }) => release));
}

export async function mark(
  connection: Connection,
  person: string,
  releases: readonly string[],
  at: Temporal.Instant,
): Promise<void> {
  if (releases.length === 0) return;
  const rows = releases.map((release) => ({
    key: `${person} ${release}`,
    person,
    release,
    read_at: toMicroseconds(at),
  }));
  await deskTables(connection)
    .insertInto('desk_mark')
    .values(rows)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

export async function unmark(connection: Connection, person: string, readAt: number): Promise<void> {
  await deskTables(connection)
    .deleteFrom('desk_mark')
    .where('person', '=', person)
    .where('read_at', '=', readAt)
    .execute();
}
