import { present } from '#statement/present.ts';
import type { Connection } from '#store/connection.ts';
import type { Appended } from './contract.ts';
import { encodedOf, heldOf } from './held.ts';
import { ledgerTables } from './tables.ts';

/** Proves entries of our own log under a checkpoint of its choice. */
export interface OwnProofs {
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
    .select(['arrival', 'log_index', 'jwt'])
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  const held = await heldOf(reads, [digest]);
  const disclosures = encodedOf(held.get(digest) ?? []);
  return {
    digest,
    arrival: statement.arrival,
    logIndex: statement.log_index,
    presentation: present(statement.jwt, disclosures),
    proof: await own.proof(reads, statement.log_index),
  };
}
