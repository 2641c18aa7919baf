import type { Parsed } from '#statement/parse.ts';
import { present } from '#statement/present.ts';
import type { Connection } from '#store/connection.ts';
import { checkpointCovering } from './checkpoints.ts';
import type { Appended } from './contract.ts';
import { encodedOf, heldOf } from './held.ts';
import { Prover } from './prover.ts';
import { ledgerTables } from './tables.ts';

/** Proves entries of our own log under a checkpoint of its choice. */
export interface OwnProofs {
  readonly origin: string;
  proof(reads: Connection, logIndex: number): Promise<string>;
}

/** What was answered when this statement of ours was appended: its first arrival, with what is held of it by now. */
export async function readAppended(
  reads: Connection,
  own: OwnProofs,
  digest: string | null,
): Promise<Appended | null> {
  if (digest === null) return null;
  const statement = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['arrival', 'log', 'log_index', 'jwt'])
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  const held = await heldOf(reads, [digest]);
  const disclosures = encodedOf(held.get(digest) ?? []);
  return {
    digest,
    arrival: statement.arrival,
    logIndex: statement.log_index,
    presentation: present(statement.jwt, disclosures),
    proof:
      statement.log === own.origin
        ? await own.proof(reads, statement.log_index)
        : await proofInEndedLog(reads, statement.log, statement.log_index),
  };
}

/**
 * What is answered to whoever handed in a signed statement, which anybody may who holds a part of it: that part, and
 * none of what else is held here.
 */
export function onlyTheirPart(appended: Appended, handedIn: Parsed): Appended {
  const theirs = new Set(handedIn.disclosures.map(({ encoded }) => encoded));
  const [jwt = '', ...held] = appended.presentation.split('~').slice(0, -1);
  const shown = held.filter((encoded) => theirs.has(encoded));
  return { ...appended, presentation: present(jwt, shown) };
}

/** Of a log that a successor continues: it is stored like ours, and nothing is added to it any more. */
export async function proofInEndedLog(reads: Connection, log: string, logIndex: number): Promise<string> {
  const signed = await checkpointCovering(reads, log, logIndex);
  if (signed === undefined) throw new Error(`prove entry ${logIndex} of ${log}: no checkpoint covers it`);
  return new Prover(log).prove(reads, logIndex, signed);
}
