import type { Recorded, View } from '#ledger/contract.ts';
import { NO_TRAITS } from '#statement/traits.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { rowsOf } from './rows.ts';
import { FEDERATION_KEYS, type FederationTables, federationTables, federationViewTables } from './tables.ts';

/** Below SQLite's limit of parameters. */
const RELEASES_AT_ONCE = 500;

/** Who was given what, who answered, what was called back, which peers are confirmed. */
export const federationView: View = {
  name: 'federation',
  version: 4,
  follows: 'transaction',
  ...federationViewTables,
  async fold(transaction, records, traits = NO_TRAITS) {
    const written = new Map<keyof FederationTables, Record<string, string | number | null>[]>();
    for (const record of records) {
      for (const [table, rows] of Object.entries(rowsOf(record, traits))) {
        const name = table as keyof FederationTables;
        written.set(name, [...(written.get(name) ?? []), ...rows]);
      }
    }
    for (const [table, rows] of written) {
      await insertRows(transaction, table, rows, { keys: FEDERATION_KEYS[table], do: 'replace' });
    }
    await answerReleases(transaction, records);
    await followReceipts(transaction, records);
  },
};

/**
 * Marks releases as answered. Whatever comes first, release or receipt, in one call or in two, the first receipt in
 * order of arrival stands: a later one by the same release never replaces it.
 */
async function answerReleases(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
  const touched = named(records, { release: 'digest', receipt: 'release' });
  for (let at = 0; at < touched.length; at += RELEASES_AT_ONCE) {
    await answer(transaction, touched.slice(at, at + RELEASES_AT_ONCE));
  }
}

/** Marks acknowledgements by whoever gave the receipt, whatever comes first. */
async function followReceipts(transaction: InTransaction, records: readonly Recorded[]): Promise<void> {
  const touched = named(records, { receipt: 'digest', acknowledgement: 'receipt' });
  for (let at = 0; at < touched.length; at += RELEASES_AT_ONCE) {
    await federationTables(transaction)
      .updateTable('federation_acknowledgement')
      .set((read) => ({
        by_addressee: read
          .selectFrom('federation_receipt as receipt')
          .select(({ fn }) => fn.countAll<number>().as('receipts'))
          .whereRef('receipt.digest', '=', 'federation_acknowledgement.receipt')
          .whereRef('receipt.issuer', '=', 'federation_acknowledgement.issuer')
          .whereRef('receipt.target', '=', 'federation_acknowledgement.target')
          .where(({ eb, fn, ref, val }) => {
            const readFor = fn.coalesce(ref('federation_acknowledgement.on_behalf_of'), val(''));
            return eb(fn.coalesce('receipt.on_behalf_of', val('')), '=', readFor);
          }),
      }))
      .where('receipt', 'in', touched.slice(at, at + RELEASES_AT_ONCE))
      .execute();
  }
}

/** Each statement of these types by its own digest, or the one that its claim of that name tells of. */
function named(records: readonly Recorded[], by: Readonly<Record<string, string>>): readonly string[] {
  const found = new Set<string>();
  for (const { type, digest, claims } of records) {
    const name = Object.hasOwn(by, type) ? by[type] : undefined;
    const value = name === 'digest' ? digest : name === undefined ? undefined : claims.get(name)?.value;
    if (typeof value === 'string') found.add(value);
  }
  return [...found];
}

async function answer(transaction: InTransaction, releases: readonly string[]): Promise<void> {
  const tables = federationTables(transaction);
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
