import { encodeBase64url } from '#statement/base64url.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { ledgerTables } from './tables.ts';

/** Remembers where padding stands that is appended next, so that whoever asks for it is answered as for any entry. */
export async function keepPadding(
  transaction: InTransaction,
  { origin, size }: { readonly origin: string; readonly size: number },
  padding: readonly Uint8Array[],
): Promise<void> {
  const rows = padding.map((entry, at) => ({ log: origin, log_index: size + at, digest: encodeBase64url(entry) }));
  await insertRows(transaction, 'padding', rows);
}

/** Where an entry stands that has no statement here, be it padding or lost with a disk; undefined where the log has none. */
export async function indexOfBareEntry(
  reads: Connection,
  log: string,
  digest: string,
): Promise<number | undefined> {
  for (const table of ['padding', 'lost'] as const) {
    const row = await ledgerTables(reads)
      .selectFrom(table)
      .select('log_index')
      .where('log', '=', log)
      .where('digest', '=', digest)
      .executeTakeFirst();
    if (row !== undefined) return row.log_index;
  }
  return undefined;
}
