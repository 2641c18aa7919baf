/** What a person changed on the desk, as far as it can be taken back. Nothing signed is ever among it. */
import { randomUUIDv7 } from 'node:crypto';
import type { Change } from '#site/added.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { deskTables } from './tables.ts';

/** So long a change can be taken back; then it is forgotten, and with it what was deleted. */
const UNDO_HOURS = 24;

/** Writes a change down and answers the number under which it can be taken back. */
export async function remember(
  connection: Connection,
  person: string,
  change: Change,
  at: Temporal.Instant,
): Promise<string> {
  const id = randomUUIDv7();
  const tables = deskTables(connection);
  const old = toMicroseconds(at.subtract({ hours: UNDO_HOURS }));
  await tables.deleteFrom('desk_undo').where('person', '=', person).where('made_at', '<', old).execute();
  await tables.deleteFrom('desk_view').where('person', '=', person).where('deleted_at', '<', old).execute();
  const row = { id, person, change: JSON.stringify(change), made_at: toMicroseconds(at) };
  await tables.insertInto('desk_undo').values(row).execute();
  return id;
}

/** A change that can still be taken back by this person. */
export async function changeOf(
  connection: Connection,
  person: string,
  id: string,
  at: Temporal.Instant,
): Promise<Change | undefined> {
  const row = await deskTables(connection)
    .selectFrom('desk_undo')
    .selectAll()
    .where('id', '=', id)
    .where('person', '=', person)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const until = fromMicroseconds(Number(row.made_at)).add({ hours: UNDO_HOURS });
  return Temporal.Instant.compare(at, until) <= 0 ? (JSON.parse(row.change) as Change) : undefined;
}

/** Once taken back it is not taken back again. */
export async function forget(connection: Connection, person: string, id: string): Promise<void> {
  await deskTables(connection).deleteFrom('desk_undo').where('id', '=', id).where('person', '=', person).execute();
}
