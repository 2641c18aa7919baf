import { type Kysely, sql } from 'kysely';
import type { AnyConnection, Connection, InTransaction } from './connection.ts';
import { bytesType, columnsOf, longRows, wholeType } from './dialect.ts';
import type { TableSet } from './table-set.ts';
import type { Column, Index, Stored, TableShape, TableShapes } from './table-shape.ts';
import type { Migration } from './versions.ts';

declare const VALUE: unique symbol;
type HeldStatement<Value> = { readonly [VALUE]: Value };

/** A text of which more is known than that it is one: `text<'own' | 'foreign'>()`. */
export function text<Value extends string>(): 'text' & HeldStatement<Value> {
  return 'text' as string as 'text' & HeldStatement<Value>;
}

/** The same, which may be null. */
export function optionalText<Value extends string>(): 'text?' & HeldStatement<Value | null> {
  return 'text?' as string as 'text?' & HeldStatement<Value | null>;
}

type Plain<Type extends string> = Type extends `${infer Base}?` ? Plain<Base> | null : PlainTypes[Type & Stored];
type PlainTypes = {
  readonly text: string;
  readonly bigint: number;
  readonly integer: number;
  readonly whole: number;
  readonly bytes: Uint8Array;
};
type ValueOf<Type> = Type extends HeldStatement<infer Value> ? Value : Plain<Type & string>;

/** A row of a table, as its declaration says. */
export type RowOf<Shape extends TableShape> = {
  -readonly [Name in keyof Shape['columns']]: ValueOf<Shape['columns'][Name]>;
};
export type RowsOf<Shapes extends TableShapes> = { -readonly [Table in keyof Shapes]: RowOf<Shapes[Table]> };

export type DeclaredTables<Shapes extends TableShapes> = {
  readonly names: readonly (keyof Shapes & string)[];
  /** The columns by which rows of each are told apart. */
  readonly keys: { readonly [Table in keyof Shapes]: readonly string[] };
  /** The same connection or transaction, knowing these tables besides those that it knows. */
  in<Others>(connection: Kysely<Others>): Kysely<Others & RowsOf<Shapes>>;
  /** Creates what is not there yet. */
  create(connection: Connection): Promise<void>;
  /** Deletes what statements of a case wrote, from each table that has a column `case_id`. */
  dropCase(transaction: InTransaction, caseId: string): Promise<void>;
  /** What a view says of its tables. */
  readonly asView: {
    readonly shapes: TableShapes;
    readonly tables: readonly string[];
    create(connection: Connection): Promise<void>;
    drop(transaction: InTransaction, caseId: string): Promise<void>;
  };
  /**
   * The same as tables that are no view. A column that is added to it later may be empty (`?`), since the rows of earlier
   * versions, in a store or in a backup, do not have it. Whatever else changes is a step.
   */
  asSet(name: string, steps?: readonly Migration[]): TableSet;
};

/** The rows of declared tables, by the tables' names. */
export type RowsIn<Tables> = Tables extends DeclaredTables<infer Shapes> ? RowsOf<Shapes> : never;

/** The one way to declare tables: their columns, keys and indexes, from which the types of their rows follow. */
export function declareTables<const Shapes extends TableShapes>(shapes: Shapes): DeclaredTables<Shapes> {
  const names: (keyof Shapes & string)[] = Object.keys(shapes);
  const keys = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, keyOf(shape)])) as {
    [Table in keyof Shapes]: readonly string[];
  };
  async function create(connection: Connection): Promise<void> {
    for (const [name, shape] of Object.entries(shapes)) await createTable(connection, name, shape);
  }
  async function dropCase(transaction: InTransaction, caseId: string): Promise<void> {
    const tables = transaction.$extendTables<Record<string, { case_id: string }>>();
    for (const [name, { columns }] of Object.entries(shapes)) {
      if ('case_id' in columns) await tables.deleteFrom(name).where('case_id', '=', caseId).execute();
    }
  }
  return {
    names,
    keys,
    create,
    dropCase,
    in: (connection) => connection.$extendTables<RowsOf<Shapes>>(),
    asView: { shapes, tables: names, create, drop: dropCase },
    asSet: (name, steps = []) => ({
      name,
      shapes,
      tables: names,
      steps,
      async create(connection) {
        for (const [table, shape] of Object.entries(shapes)) {
          await createTable(connection, table, shape, () => addColumns(connection, table, shape.columns));
        }
      },
    }),
  };
}

/** The first column where none is named. */
function keyOf({ columns, key }: TableShape): readonly string[] {
  return key ?? Object.keys(columns).slice(0, 1);
}

async function createTable(
  connection: Connection,
  name: string,
  { columns, key, indexes = [], unique = [], long }: TableShape,
  beforeIndexes: () => Promise<void> = async () => undefined,
): Promise<void> {
  const alone = key === undefined ? Object.keys(columns)[0] : undefined;
  let table = connection.schema.createTable(name).ifNotExists();
  if (long === true) table = table.modifyEnd(longRows(connection));
  for (const [column, type] of Object.entries(columns)) {
    table = table.addColumn(column, storedAs(connection, type), (built) => {
      const whole = type.endsWith('?') ? built : built.notNull();
      const once = unique.includes(column) ? whole.unique() : whole;
      return column === alone ? once.primaryKey() : once;
    });
  }
  if (key !== undefined) table = table.addPrimaryKeyConstraint(`${name}_key`, [...key] as [never, ...never[]]);
  await table.execute();
  await beforeIndexes();
  for (const index of indexes) await addIndex(connection, name, index);
}

function storedAs(connection: AnyConnection, type: Column) {
  const stored = type.replace('?', '') as Stored;
  if (stored === 'whole') return wholeType(connection);
  return stored === 'bytes' ? bytesType(connection) : stored;
}

/** To a table that an earlier version created. */
async function addColumns(connection: Connection, name: string, columns: TableShape['columns']): Promise<void> {
  const present = await columnsOf(connection, name);
  for (const [column, type] of Object.entries(columns)) {
    if (present.has(column)) continue;
    await connection.schema.alterTable(name).addColumn(column, storedAs(connection, type)).execute();
  }
}

async function addIndex(connection: Connection, table: string, index: Index): Promise<void> {
  const { on, name, unique, where } = 'on' in index ? index : { on: index };
  let built = connection.schema
    .createIndex(name ?? `${table}_by_${on.join('_')}`)
    .ifNotExists()
    .on(table)
    .columns([...on]);
  if (unique === true) built = built.unique();
  await (where === undefined ? built : built.where(sql.raw(where) as never)).execute();
}
