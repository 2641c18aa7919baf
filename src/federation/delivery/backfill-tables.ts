import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';

const TABLES = declareTables({
  /** What a peer's party gave to one of ours is being asked for again; `after` is where the next page begins. */
  federation_again: { columns: { peer: 'text', party: 'text', after: 'bigint' }, key: ['peer', 'party'] },
});
export type BackfillRow = RowsIn<typeof TABLES>['federation_again'];

/** Losing it: what others gave between the backup and its restore stays away until they give it once more. */
export const BACKFILL_TABLES = TABLES.asSet('federation-again');

export async function askedBackfills(connection: Connection): Promise<readonly BackfillRow[]> {
  return TABLES.in(connection).selectFrom('federation_again').selectAll().execute();
}

export async function noteAsked(connection: Connection, rows: readonly BackfillRow[]): Promise<void> {
  await insertRows(connection, 'federation_again', rows, { keys: ['peer', 'party'], do: 'replace' });
}

export async function doneAsking(connection: Connection, { peer, party }: BackfillRow): Promise<void> {
  await TABLES.in(connection)
    .deleteFrom('federation_again')
    .where('peer', '=', peer)
    .where('party', '=', party)
    .execute();
}
