/** Copying tables from one store to another, and the digests that prove two tables equal on whatever engine. */

import { sql } from 'kysely';
import { primitives } from '#primitives';
import type { AnyConnection, InTransaction } from './connection.ts';
import { insertRows, plainTables, readWhole } from './dialect.ts';
import type { Store } from './open.ts';
import type { ColumnValue, Row } from './rows.ts';
import { VERSION_TABLE } from './versions.ts';

const ROWS_PER_STEP = 500;
const DIGEST_BYTES = 32;
const encoder = new TextEncoder();

/** How many rows a table has, and the sum of their hashes: the same whatever order they are read in. */
export type TableDigest = { readonly rows: number; readonly digest: string };

export type CopyProgress = (table: string, rows: number) => void;

/** Reads inside a snapshot of the source, writes inside a transaction of the target. */
export async function copyTable(
  from: InTransaction,
  to: InTransaction,
  table: string,
  progress: CopyProgress = () => undefined,
): Promise<TableDigest> {
  const sum = new RowSum();
  for await (const rows of readWhole(from, table, ROWS_PER_STEP)) {
    for (const row of rows) sum.add(row);
    await insertRows(to, table, rows);
    progress(table, sum.rows);
  }
  return sum.result();
}

export async function tableDigest(snapshot: AnyConnection, table: string): Promise<TableDigest> {
  const sum = new RowSum();
  for await (const rows of readWhole(snapshot, table, ROWS_PER_STEP)) for (const row of rows) sum.add(row);
  return sum.result();
}

export function sameTable(one: TableDigest, other: TableDigest): boolean {
  return one.rows === other.rows && one.digest === other.digest;
}

/** Whether no table of ours, or of anybody else, has a row there; of which version its empty tables are says nothing. */
export async function isEmpty(store: Store): Promise<boolean> {
  for (const table of await plainTables(store.connection)) {
    if (table === VERSION_TABLE) continue;
    const found = await sql`select 1 from ${sql.table(table)} limit 1`.execute(store.connection);
    if (found.rows.length > 0) return false;
  }
  return true;
}

/** SHA-256 of each row, added up modulo 2^256. */
class RowSum {
  #sum = 0n;
  rows = 0;

  add(row: Row): void {
    const hash = primitives.sha256(encoder.encode(canonical(row)));
    this.#sum = BigInt.asUintN(8 * DIGEST_BYTES, this.#sum + BigInt(`0x${hash.toHex()}`));
    this.rows++;
  }

  result(): TableDigest {
    return { rows: this.rows, digest: this.#sum.toString(16).padStart(2 * DIGEST_BYTES, '0') };
  }
}

/** Members in order of name; bytes told from text; a number is one whichever engine counted it. */
function canonical(row: Row): string {
  const names = Object.keys(row).sort();
  return JSON.stringify(names.map((name) => [name, typed(row[name] ?? null)]));
}

function typed(value: ColumnValue | boolean): readonly [string, string] | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return ['bytes', value.toHex()];
  return typeof value === 'string' ? ['text', value] : ['number', String(Number(value))];
}
