import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { MAX_PENDING_TREES } from '#log/mirror.ts';
import type { WitnessedTree } from '#log/witness.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

const TABLES = declareTables({
  federation_mirror_pending: { columns: { log: 'text', size: 'bigint', note: 'text' }, key: ['log', 'size'] },
});

/** Trees that logs have announced, or were found to show, and entries may be uploaded of. Lost, they are announced again. */
export const PENDING_TABLES = TABLES.asSet('federation-mirror-pending');

export type PendingTree = WitnessedTree & { readonly signed: SignedCheckpoint };

/** The smallest first, as each grew out of the one before. */
export async function pendingTrees(connection: Connection, log: string): Promise<readonly PendingTree[]> {
  const rows = await TABLES.in(connection)
    .selectFrom('federation_mirror_pending')
    .selectAll()
    .where('log', '=', log)
    .orderBy('size')
    .execute();
  return rows.flatMap((row) => {
    const signed = parseCheckpoint(row.note);
    return signed.ok ? [{ ...signed.value.checkpoint, signed: signed.value }] : [];
  });
}

/** Keeps a tree with the log's own signature; the oldest make room. Inside the transaction that has the copy's turn. */
export async function keepPending(transaction: InTransaction, signed: SignedCheckpoint): Promise<void> {
  const { origin: log, size } = signed.checkpoint;
  const row = { log, size, note: formatSignedCheckpoint(strippedCheckpoint(signed)) };
  await insertRows(transaction, 'federation_mirror_pending', [row], { keys: ['log', 'size'], do: 'replace' });
  const tables = TABLES.in(transaction);
  const kept = await tables
    .selectFrom('federation_mirror_pending')
    .select('size')
    .where('log', '=', log)
    .orderBy('size', 'desc')
    .limit(MAX_PENDING_TREES)
    .execute();
  await tables
    .deleteFrom('federation_mirror_pending')
    .where('log', '=', log)
    .where('size', '<', kept.at(-1)?.size ?? 0)
    .execute();
}
