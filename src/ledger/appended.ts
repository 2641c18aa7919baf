import type { Connection } from '#store/connection.ts';
import { checkpointCovering } from './checkpoints.ts';
import type { Appended } from './contract.ts';
import { Prover } from './prover.ts';
import { ledgerTables } from './tables.ts';

/** Proves entries of our own log under a checkpoint of its choice. */
export interface OwnProofs {
  readonly origin: string;
  proof(reads: Connection, logIndex: number): Promise<string>;
}

/** What was answered when this statement of ours was appended: its first arrival. */
export async function readAppended(
  reads: Connection,
  own: OwnProofs,
  digest: string | null,
): Promise<Appended | null> {
  if (digest === null) return null;
  const statement = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['arrival', 'log', 'log_index'])
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  return {
    digest,
    arrival: statement.arrival,
    logIndex: statement.log_index,
    proof:
      statement.log === own.origin
        ? await own.proof(reads, statement.log_index)
        : await proofInEndedLog(reads, statement.log, statement.log_index),
  };
}

/** Of a log that a successor continues: it is stored like ours, and nothing is added to it any more. */
export async function proofInEndedLog(reads: Connection, log: string, logIndex: number): Promise<string> {
  const signed = await checkpointCovering(reads, log, logIndex);
  if (signed === undefined) throw new Error(`prove entry ${logIndex} of ${log}: no checkpoint covers it`);
  return new Prover(log).prove(reads, logIndex, signed);
}
