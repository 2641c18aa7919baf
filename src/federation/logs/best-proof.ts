import type { Office } from '#federation/office.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { formatLogProof } from '#log/proof.ts';
import { witnessedProof } from './mirror-tables.ts';

/**
 * The strongest proof this node can give for a statement it holds. A foreign one came with its log's checkpoint of that
 * moment, before witnesses could cosign it; the mirror of that log proves the same entry under a cosigned checkpoint.
 * Of what is `published` anybody may have it, and that is no foreign one.
 */
export async function bestProof(
  { store, ledger }: Office,
  digest: string,
  of: 'published' | 'any' = 'any',
): Promise<string | undefined> {
  const row = await ledgerTables(store.connection)
    .selectFrom('statement')
    .select(['origin', 'log', 'log_index'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row?.origin === 'foreign' && of === 'any') {
    const mirrored = await witnessedProof(store.connection, row.log, row.log_index);
    if (mirrored?.digest === digest) return formatLogProof(mirrored.proof);
  }
  return ledger.proof(digest, of);
}
