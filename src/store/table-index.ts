import type { Connection } from './connection.ts';

/** An index named after its table and columns, where there is none yet. */
export async function addIndex(connection: Connection, table: string, columns: readonly string[]): Promise<void> {
  await connection.schema
    .createIndex(`${table}_by_${columns.join('_')}`)
    .ifNotExists()
    .on(table)
    .columns([...columns])
    .execute();
}
