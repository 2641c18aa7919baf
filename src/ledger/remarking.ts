/** The view of late disclosures: which claims of which statement are marked wider now. */

import { TLP_ORDER, type Tlp } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import type { View } from './contract.ts';

const TABLES = declareTables({
  ledger_remarking: {
    columns: {
      statement: 'text',
      target: 'text',
      name: 'text',
      issuer: 'text',
      tlp: text<Tlp>(),
      audience: 'text',
      arrival: 'bigint',
      case_id: 'text?',
    },
    key: ['statement', 'name'],
    indexes: [['target']],
  },
});
export type RemarkingRow = RowsIn<typeof TABLES>['ledger_remarking'];

export const REMARKING_VIEW: View = {
  name: 'ledger-remarking',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,
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
};

/** What late disclosures say of these statements, oldest first. Only the issuer's own count; the reader looks. */
export async function remarkingsOf(
  reads: Connection,
  digests: readonly string[],
): Promise<readonly RemarkingRow[]> {
  if (digests.length === 0) return [];
  return TABLES.in(reads)
    .selectFrom('ledger_remarking')
    .selectAll()
    .where('target', 'in', digests)
    .orderBy('arrival')
    .execute();
}
