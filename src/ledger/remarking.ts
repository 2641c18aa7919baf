/** The view of late disclosures: which claims of which statement are marked wider now. */

import { TLP_ORDER, type Tlp } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { addIndex } from '#store/table-index.ts';
import type { View } from './contract.ts';

export type RemarkingRow = {
  statement: string;
  target: string;
  name: string;
  issuer: string;
  tlp: Tlp;
  audience: string;
  arrival: number;
  case_id: string | null;
};

type Tables = { ledger_remarking: RemarkingRow };

export const REMARKING_VIEW: View = {
  name: 'ledger-remarking',
  version: 1,
  tables: ['ledger_remarking'],
  follows: 'transaction',
  async create(connection) {
    await connection.schema
      .createTable('ledger_remarking')
      .ifNotExists()
      .addColumn('statement', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('tlp', 'text', (column) => column.notNull())
      .addColumn('audience', 'text', (column) => column.notNull())
      .addColumn('arrival', 'bigint', (column) => column.notNull())
      .addColumn('case_id', 'text')
      .addPrimaryKeyConstraint('ledger_remarking_key', ['statement', 'name'] as [never, never])
      .execute();
    await addIndex(connection, 'ledger_remarking', ['target']);
  },
  async fold(transaction, records) {
    const rows: RemarkingRow[] = [];
    for (const record of records) {
      if (record.type !== 'late-disclosure') continue;
      const [target, names, tlp, audience] = ['target', 'claims', 'tlp', 'audience'].map(
        (name) => record.claims.get(name)?.value,
      );
      // A foreign one may withhold what it is about, or write it as our type does not.
      if (typeof target !== 'string' || !Array.isArray(names) || !TLP_ORDER.includes(tlp as Tlp)) continue;
      for (const name of names) {
        rows.push({
          statement: record.digest,
          target,
          name: String(name),
          issuer: record.issuer,
          tlp: tlp as Tlp,
          audience: JSON.stringify(Array.isArray(audience) ? audience : []),
          arrival: record.arrival,
          case_id: record.case,
        });
      }
    }
    await insertRows(transaction, 'ledger_remarking', rows, { keys: ['statement', 'name'], do: 'replace' });
  },
  async drop(transaction, caseId) {
    await transaction
      .$extendTables<Tables>()
      .deleteFrom('ledger_remarking')
      .where('case_id', '=', caseId)
      .execute();
  },
};

/** What late disclosures say of these statements, oldest first. Only the issuer's own count; the reader looks. */
export async function remarkingsOf(
  reads: Connection,
  digests: readonly string[],
): Promise<readonly RemarkingRow[]> {
  if (digests.length === 0) return [];
  return reads
    .$extendTables<Tables>()
    .selectFrom('ledger_remarking')
    .selectAll()
    .where('target', 'in', digests)
    .orderBy('arrival')
    .execute();
}
