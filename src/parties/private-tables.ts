import type { Connection } from '#store/connection.ts';
import { columnsOf } from '#store/dialect.ts';
import { addIndex } from '#store/table-index.ts';
import type { TableSet } from '#store/table-set.ts';
import type { Migration } from '#store/versions.ts';

export type Column = 'text' | 'text?' | 'bigint' | 'bigint?';
/**
 * A table by its columns; the first named is its key. A column that is added to it later may be empty (`?`), since the
 * rows of earlier versions, in a store or in a backup, do not have it. Whatever else changes is a step (`steps`).
 */
export type PrivateTable = {
  readonly columns: Readonly<Record<string, Column>>;
  readonly indexes?: readonly (readonly string[])[];
};

/**
 * Tables that are nobody's view: they hold what never enters the log (sessions, drafts, links). Losing them costs
 * sign-ins, drafts and links not yet answered, and nothing that was ever said.
 */
export function privateTables(
  name: string,
  tables: Readonly<Record<string, PrivateTable>>,
  steps: readonly Migration[] = [],
): TableSet {
  return {
    name,
    tables: Object.keys(tables),
    steps,
    async create(connection) {
      for (const [table, shape] of Object.entries(tables)) await createTable(connection, table, shape);
    },
  };
}

async function createTable(
  connection: Connection,
  name: string,
  { columns, indexes = [] }: PrivateTable,
): Promise<void> {
  let table = connection.schema.createTable(name).ifNotExists();
  for (const [index, [column, type]] of Object.entries(columns).entries()) {
    const stored = type.startsWith('text') ? 'text' : 'bigint';
    table = table.addColumn(column, stored, (built) => {
      if (index === 0) return built.primaryKey();
      return type.endsWith('?') ? built : built.notNull();
    });
  }
  await table.execute();
  await addColumns(connection, name, columns);
  for (const named of indexes) await addIndex(connection, name, named);
}

/** To a table that an earlier version created. */
async function addColumns(connection: Connection, name: string, columns: PrivateTable['columns']): Promise<void> {
  const present = await columnsOf(connection, name);
  for (const [column, type] of Object.entries(columns)) {
    if (present.has(column)) continue;
    const stored = type.startsWith('text') ? 'text' : 'bigint';
    await connection.schema.alterTable(name).addColumn(column, stored).execute();
  }
}
