import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { TableSet } from '#store/table-set.ts';

/** What a peer's party gave to one of ours is being asked for again; `after` is where the next page begins. */
export type BackfillRow = { peer: string; party: string; after: number };
type BackfillTables = { federation_again: BackfillRow };

/** Losing it: what others gave between the backup and its restore stays away until they give it once more. */
export const BACKFILL_TABLES: TableSet = {
  name: 'federation-again',
  tables: ['federation_again'],
  async create(connection) {
    await connection.schema
      .createTable('federation_again')
      .ifNotExists()
      .addColumn('peer', 'text', (column) => column.notNull())
      .addColumn('party', 'text', (column) => column.notNull())
      .addColumn('after', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('federation_again_key', ['peer', 'party'])
      .execute();
  },
};

export async function askedBackfills(connection: Connection): Promise<readonly BackfillRow[]> {
  return connection.$extendTables<BackfillTables>().selectFrom('federation_again').selectAll().execute();
}

export async function noteAsked(connection: Connection, rows: readonly BackfillRow[]): Promise<void> {
  await insertRows(connection, 'federation_again', rows, { keys: ['peer', 'party'], do: 'replace' });
}

export async function doneAsking(connection: Connection, { peer, party }: BackfillRow): Promise<void> {
  await connection
    .$extendTables<BackfillTables>()
    .deleteFrom('federation_again')
    .where('peer', '=', peer)
    .where('party', '=', party)
    .execute();
}
