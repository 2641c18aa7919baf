import type { Recorded, View } from '#ledger/contract.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { rowsOf } from './rows.ts';
import { createFederationTables, FEDERATION_TABLES, type FederationTables } from './tables.ts';

/** Below SQLite's limit of parameters. */
const RELEASES_AT_ONCE = 500;

const KEYS: Readonly<Partial<Record<keyof FederationTables, readonly string[]>>> = {
  federation_reference: ['digest', 'kind', 'target'],
  federation_number: ['issuer', 'log', 'number', 'digest'],
};

/** Who was given what, who answered, what was called back, which peers are confirmed. */
export const federationView: View = {
  name: 'federation',
  version: 3,
  tables: FEDERATION_TABLES,
  follows: 'transaction',
  create: createFederationTables,
  async fold(transaction, records) {
    const written = new Map<keyof FederationTables, Record<string, string | number | null>[]>();
    for (const record of records) {
      for (const [table, rows] of Object.entries(rowsOf(record))) {
        const name = table as keyof FederationTables;
        written.set(name, [...(written.get(name) ?? []), ...rows]);
      }
    }
    for (const [table, rows] of written) {
      await insertRows(transaction, table, rows, { keys: KEYS[table] ?? ['digest'], do: 'replace' });
    }
    await answerReleases(transaction, records);
  },
  async drop(transaction, caseId) {
    const tables = transaction.$extendTables<FederationTables>();
    for (const table of FEDERATION_TABLES) {
      await tables.deleteFrom(table).where('case_id', '=', caseId).execute();
    }
  },
};

/**
 * Marks releases as answered. Whatever comes first, release or receipt, in one call or in two, the first receipt in
 * order of arrival stands: a later one by the same release never replaces it.
 */
async function answerReleases(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
  const touched = new Set<string>();
  for (const { type, digest, claims } of records) {
    const release = type === 'release' ? digest : type === 'receipt' ? claims.get('release')?.value : undefined;
    if (typeof release === 'string') touched.add(release);
  }
  if (touched.size === 0) return;
  const all = [...touched];
  for (let at = 0; at < all.length; at += RELEASES_AT_ONCE) {
    await answer(transaction, all.slice(at, at + RELEASES_AT_ONCE));
  }
}

async function answer(transaction: InTransaction, releases: readonly string[]): Promise<void> {
  const tables = transaction.$extendTables<FederationTables>();
  await tables
    .updateTable('federation_release')
    .set((release) => ({
      receipt: release
        .selectFrom('federation_receipt as receipt')
        .select('receipt.digest')
        .whereRef('receipt.release', '=', 'federation_release.digest')
        .where((where) =>
          where.or([
            where('receipt.issuer', '=', where.ref('federation_release.recipient')),
            // Only the releasing party itself writes down what a party without a node answers.
            where.and([
              where('receipt.on_behalf_of', '=', where.ref('federation_release.recipient')),
              where('receipt.issuer', '=', where.ref('federation_release.issuer')),
            ]),
          ]),
        )
        .orderBy('receipt.arrival')
        .limit(1),
    }))
    .where('digest', 'in', releases)
    // To write the receipt that is not there yet anew would cost every release its places in two indexes.
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('federation_release.receipt', 'is not', null),
        exists(
          selectFrom('federation_receipt as answer')
            .select('answer.digest')
            .whereRef('answer.release', '=', 'federation_release.digest'),
        ),
      ]),
    )
    .execute();
}
