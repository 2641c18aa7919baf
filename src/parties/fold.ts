import type { Recorded, View } from '#ledger/contract.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { keyId, readKeyStatement } from '#statement/key-statement.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { ColumnValue } from '#store/rows.ts';
import {
  type ColumnForm,
  PARTY_TABLES,
  PROJECTIONS,
  type Projection,
  partyTables,
  type StatementRow,
} from './tables.ts';

/** Who exists, with which keys, mandates, points of contact, agreements and services. */
export const partiesView: View = {
  name: 'parties',
  version: 4,
  follows: 'transaction',
  ...PARTY_TABLES.asView,
  fold,
};

async function fold(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
  for (const record of records) {
    const projection = PROJECTIONS.get(record.type);
    if (projection === undefined) continue;
    const { table } = projection;
    const known = await partyTables(transaction)
      .selectFrom(table)
      .selectAll()
      .where('digest', '=', record.digest)
      .execute();
    const row = merged(rowOf(record, projection), known[0]);
    await insertRows(transaction, table, [row], { keys: ['digest'], do: 'replace' });
  }
}

function rowOf(record: Recorded, { columns }: Projection): StatementRow & Record<string, ColumnValue> {
  const row: StatementRow & Record<string, ColumnValue> = {
    digest: record.digest,
    arrival: record.arrival,
    case_id: record.case,
    issuer: record.issuer,
    signer: record.signer,
    own: Number(record.origin === 'own'),
    proven_at: toMicroseconds(record.provenAt ?? record.recordedAt),
  };
  for (const [column, claim, form] of columns) row[column] = columnValue(record, claim, form);
  return row;
}

/** Statements of other logs pass no schema of ours on arrival: what does not have the due form counts as withheld. */
function columnValue(record: Recorded, claim: string, form: ColumnForm): string | number | null {
  if (form === 'key') return kidOf(record);
  const value = record.claims.get(claim)?.value;
  if (value === undefined) return null;
  switch (form) {
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'json':
      return JSON.stringify(value);
    case 'instant':
      return microseconds(value);
  }
}

function microseconds(value: unknown): number | null {
  const at = instantFrom(value);
  return at === undefined ? null : toMicroseconds(at);
}

function kidOf(record: Recorded): string | null {
  const read = readKeyStatement({ ...record, provenAt: null });
  return read.ok && read.value.type === 'party-key' ? keyId(read.value.key) : null;
}

/** A statement may arrive again with more disclosed; it keeps its first place in the order. */
function merged(
  row: StatementRow & Record<string, ColumnValue>,
  known: Record<string, unknown> | undefined,
): StatementRow & Record<string, ColumnValue> {
  if (known === undefined) return row;
  const both = { ...row };
  for (const name of Object.keys(row)) both[name] = (row[name] ?? known[name] ?? null) as ColumnValue;
  both.arrival = Math.min(row.arrival, Number(known.arrival));
  both.proven_at = Math.min(row.proven_at, Number(known.proven_at));
  return both;
}
