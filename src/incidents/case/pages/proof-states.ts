import { mirrorTables } from '#federation/logs/mirror-tables.ts';
import type { Shown } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Connection } from '#store/connection.ts';
import type { ProofState } from '#web/parts/marks.ts';

/** Cosigners besides the log's own operator, as the offline check asks for. */
const WITNESSES_NEEDED = 2;
const DIGESTS_AT_ONCE = 500;

/**
 * The badge of each statement in a list, without checking each proof anew: whatever a checkpoint with enough
 * cosignatures covers, in our own log and in mirrored ones; of other logs also what came with a witnessed proof. The statement's page checks in full.
 */
export async function proofStates(
  connection: Connection,
  shown: readonly Shown[],
): Promise<ReadonlyMap<string, ProofState>> {
  const foreign = shown.filter(({ origin }) => origin === 'foreign').map(({ digest }) => digest);
  const [witnessed, proven] = [await witnessedSizes(connection), await provenAmong(connection, foreign)];
  return new Map(
    shown.map(({ digest, origin, log, logIndex }) => {
      const holds = logIndex < (witnessed.get(log) ?? 0) || (origin === 'foreign' && proven.has(digest));
      return [digest, holds ? 'proved' : 'not-yet-witnessed'];
    }),
  );
}

/**
 * Up to which size each log is witnessed: ours by the cosignatures that came back, mirrored ones by the checkpoint that
 * the mirror keeps for proofs. One witness signs with two keys under one name, and counts once.
 */
async function witnessedSizes(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const own = await ledgerTables(connection)
    .selectFrom('cosignature')
    .select(['log', 'size'])
    .groupBy(['log', 'size'])
    .having(({ fn }) => fn.count('name').distinct(), '>=', WITNESSES_NEEDED)
    .orderBy('size')
    .execute();
  const mirrored = await mirrorTables(connection)
    .selectFrom('federation_mirror_witnessed')
    .select(['log', 'size'])
    .execute();
  return new Map([...own, ...mirrored].map(({ log, size }) => [log, Number(size)]));
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
