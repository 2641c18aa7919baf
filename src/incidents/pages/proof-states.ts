import type { Shown } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Connection } from '#store/connection.ts';
import type { ProofState } from '#web/parts/marks.ts';

/** Cosigners besides the log's own operator, as the offline check asks for. */
const WITNESSES_NEEDED = 2;
const DIGESTS_AT_ONCE = 500;

/**
 * The badge of each statement in a list, without checking each proof anew: of our own log, whatever a checkpoint with
 * enough cosignatures covers; of other logs, what came with a witnessed proof. The statement's page checks in full.
 */
export async function proofStates(
  connection: Connection,
  shown: readonly Shown[],
): Promise<ReadonlyMap<string, ProofState>> {
  const foreign = shown.filter(({ origin }) => origin === 'foreign').map(({ digest }) => digest);
  const [witnessed, proven] = [await witnessedSizes(connection), await provenAmong(connection, foreign)];
  return new Map(
    shown.map(({ digest, origin, log, logIndex }) => {
      const holds = origin === 'own' ? logIndex < (witnessed.get(log) ?? 0) : proven.has(digest);
      return [digest, holds ? 'proved' : 'not-yet-witnessed'];
    }),
  );
}

async function witnessedSizes(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const rows = await ledgerTables(connection)
    .selectFrom('checkpoint')
    .select(['log', ({ fn }) => fn.max('size').as('size')])
    .where('cosignatures', '>=', WITNESSES_NEEDED)
    .groupBy('log')
    .execute();
  return new Map(rows.map(({ log, size }) => [log, Number(size)]));
}

async function provenAmong(connection: Connection, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const proven = new Set<string>();
  for (let at = 0; at < digests.length; at += DIGESTS_AT_ONCE) {
    const rows = await ledgerTables(connection)
      .selectFrom('statement')
      .select('digest')
      .where('digest', 'in', digests.slice(at, at + DIGESTS_AT_ONCE))
      .where('proven_at', 'is not', null)
      .execute();
    for (const { digest } of rows) proven.add(digest);
  }
  return proven;
}
