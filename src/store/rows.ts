/** Rows in INSERT statements. */

/** What a column holds on both engines; yes and no are stored as 1 and 0. */
export type ColumnValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, ColumnValue>>;

/** What a row does that meets its own key in the table. */
export type OnConflict = { readonly keys: readonly string[]; readonly do: 'nothing' | 'replace' };

export type Bulk = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly conflict: OnConflict | undefined;
};

/** A key that comes twice in one call is settled here, since PostgreSQL refuses a statement that meets it twice. */
export function bulkOf(table: string, rows: readonly Row[], conflict: OnConflict | undefined): Bulk {
  const columns = Object.keys(rows[0] ?? {});
  return { table, columns, rows: conflict === undefined ? rows : distinct(rows, conflict), conflict };
}

function distinct(rows: readonly Row[], { keys, do: action }: OnConflict): readonly Row[] {
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row[name]));
    if (action === 'replace' || !kept.has(key)) kept.set(key, row);
  }
  return kept.size === rows.length ? rows : [...kept.values()];
}

const MAX_SINGLE_REMEMBERED = 500;
const singles = new Map<string, string>();

/** `insert into … values (?, ?, …)`: the few there are make most inserts, and are written once. */
export function singleInsertSql(bulk: Omit<Bulk, 'rows'>): string {
  const { table, columns, conflict } = bulk;
  const name = `${table}/${conflict?.do}/${conflict?.keys.join()}/${columns.join()}`;
  let text = singles.get(name);
  if (text === undefined) {
    if (singles.size === MAX_SINGLE_REMEMBERED) singles.clear();
    text = insertSql(bulk, () => '?');
    singles.set(name, text);
  }
  return text;
}

/** `insert into … values (…)` for one row. */
export function insertSql(bulk: Omit<Bulk, 'rows'>, placeholder: (position: number) => string): string {
  const values = bulk.columns.map((_, at) => placeholder(at + 1)).join(',');
  return `${insertInto(bulk)} values (${values})${onConflict(bulk)}`;
}

/** Of PostgreSQL: the rows stand in its one parameter, a list of objects, whatever their number. */
export function insertJsonSql(bulk: Omit<Bulk, 'rows'>): string {
  const columns = bulk.columns.map(quoted).join(',');
  const rows = `json_populate_recordset(null::${quoted(bulk.table)}, $1)`;
  return `${insertInto(bulk)} select ${columns} from ${rows}${onConflict(bulk)}`;
}

function insertInto({ table, columns }: Omit<Bulk, 'rows'>): string {
  return `insert into ${quoted(table)} (${columns.map(quoted).join(',')})`;
}

function onConflict({ columns, conflict }: Omit<Bulk, 'rows'>): string {
  if (conflict === undefined) return '';
  const target = ` on conflict (${conflict.keys.map(quoted).join(',')})`;
  const others = columns.filter((column) => !conflict.keys.includes(column));
  if (conflict.do === 'nothing' || others.length === 0) return `${target} do nothing`;
  return `${target} do update set ${others.map((name) => `${quoted(name)}=excluded.${quoted(name)}`).join(',')}`;
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
