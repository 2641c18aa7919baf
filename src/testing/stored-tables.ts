/** What stands in a store of its tables, by the engine's own catalogue, and what should by their declarations. */
import { sql } from 'kysely';
import type { AnyConnection } from '#store/connection.ts';
import { type Engine, engineOf } from '#store/dialect.ts';
import type { Index, Stored, TableShape } from '#store/table-shape.ts';

/** An index that a constraint brings along has no name that anybody chose. */
type StoredIndex = {
  readonly name: string | null;
  readonly on: string;
  readonly unique: boolean;
  readonly partial: boolean;
};
export type StoredTable = {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
  readonly key: readonly string[];
  readonly indexes: readonly StoredIndex[];
};

const TYPES: Readonly<Record<Engine, Readonly<Record<Stored, string>>>> = {
  sqlite: { text: 'text', bigint: 'bigint', integer: 'integer', whole: 'integer', bytes: 'blob' },
  postgres: { text: 'text', bigint: 'bigint', integer: 'integer', whole: 'bigint', bytes: 'bytea' },
};

/** As a table of this declaration stands in a store. */
export function asDeclared(engine: Engine, name: string, shape: TableShape): StoredTable {
  const { columns, key, unique = [], indexes = [] } = shape;
  const once = unique.map((on) => ({ name: null, on, unique: true, partial: false }));
  return {
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      type: TYPES[engine][type.replace('?', '') as Stored],
      optional: type.endsWith('?'),
    })),
    key: key ?? Object.keys(columns).slice(0, 1),
    indexes: [...once, ...indexes.map((index) => indexOf(name, index))].toSorted(inOrder),
  };
}

function indexOf(table: string, index: Index): StoredIndex {
  const { on, name, unique, where } = 'on' in index ? index : { on: index };
  return {
    name: name ?? `${table}_by_${on.join('_')}`,
    on: on.join(),
    unique: unique === true,
    partial: where !== undefined,
  };
}

function inOrder(one: StoredIndex, other: StoredIndex): number {
  return `${one.name} ${one.on}` < `${other.name} ${other.on}` ? -1 : 1;
}

export async function storedTable(connection: AnyConnection, table: string): Promise<StoredTable> {
  return engineOf(connection) === 'postgres' ? inPostgres(connection, table) : inSqlite(connection, table);
}

async function inSqlite(connection: AnyConnection, table: string): Promise<StoredTable> {
  const columns = await sql<{ name: string; type: string; whole: number; place: number }>`
    select name, type, "notnull" as whole, pk as place from pragma_table_info(${table}) order by cid`.execute(
    connection,
  );
  const indexes = await sql<{ name: string; of: string; once: number; partial: number; on: string }>`
    select l.name, l.origin as of, l."unique" as once, l.partial, group_concat(i.name, ',' order by i.seqno) as "on"
    from pragma_index_list(${table}) l join pragma_index_info(l.name) i group by l.name`.execute(connection);
  return {
    columns: columns.rows.map(({ name, type, whole }) => ({
      name,
      type: type.toLowerCase(),
      optional: whole === 0,
    })),
    key: columns.rows
      .filter(({ place }) => place > 0)
      .toSorted((one, other) => one.place - other.place)
      .map(({ name }) => name),
    indexes: indexes.rows
      .filter(({ of }) => of !== 'pk')
      .map(({ name, of, once, partial, on }) => ({
        name: of === 'c' ? name : null,
        on,
        unique: once === 1,
        partial: partial === 1,
      }))
      .toSorted(inOrder),
  };
}

async function inPostgres(connection: AnyConnection, table: string): Promise<StoredTable> {
  const columns = await sql<{ name: string; type: string; empty: string }>`
    select column_name as name, data_type as type, is_nullable as empty from information_schema.columns
    where table_schema = current_schema() and table_name = ${table} order by ordinal_position`.execute(connection);
  const indexes = await sql<{
    name: string;
    once: boolean;
    key: boolean;
    partial: boolean;
    bound: boolean;
    on: string;
  }>`
    select i.relname as name, x.indisunique as once, x.indisprimary as key, x.indpred is not null as partial,
      exists (select 1 from pg_constraint c where c.conindid = i.oid) as bound,
      (select string_agg(a.attname, ',' order by k.place) from unnest(x.indkey) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number) as "on"
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = current_schema()::regnamespace and t.relname = ${table}`.execute(connection);
  return {
    columns: columns.rows.map(({ name, type, empty }) => ({ name, type, optional: empty === 'YES' })),
    key: indexes.rows.find(({ key }) => key)?.on.split(',') ?? [],
    indexes: indexes.rows
      .filter(({ key }) => !key)
      .map(({ name, bound, on, once, partial }) => ({ name: bound ? null : name, on, unique: once, partial }))
      .toSorted(inOrder),
  };
}
