/** The node as a witness of its peers' logs (C2SP tlog-witness): it cosigns a tree that only grew from what it saw. */

import { type Office, standingNow } from '#federation/office.ts';
import type { LogCode } from '#log/codes.ts';
import { cosign } from '#log/cosignature.ts';
import { formatSignatureLine } from '#log/note.ts';
import type { SignerKey, VerifierKey } from '#log/verifier-key.ts';
import {
  type AddCheckpoint,
  decideAddCheckpoint,
  parseAddCheckpoint,
  refuseStranger,
  UNSEEN_TREE,
  type WitnessDecision,
  type WitnessedTree,
} from '#log/witness.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { InTransaction } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { rememberCheckpoint } from './misbehaviour-detection.ts';

const TABLES = declareTables({
  federation_witnessed: { columns: { origin: 'text', size: 'bigint', root: 'text', at: 'bigint' } },
});

/**
 * The latest tree cosigned of each log. Never restored from a backup and used again with the same keys: an older state
 * could cosign a second history. A node restored without it makes new witness keys.
 */
export const WITNESS_TABLES = TABLES.asSet('federation-witness');

/** `lines`: cosignatures, each ending in a newline, of the log `origin`, which signed the checkpoint itself. `heldSize`: the size from which the log has to prove. */
export type WitnessAnswer =
  | { readonly type: 'cosigned'; readonly origin: string; readonly lines: string }
  | { readonly type: 'conflict'; readonly heldSize: number };

/**
 * Answers `add-checkpoint`. The new tree is durable before any cosignature exists; a crash in between costs the log
 * one repeated request.
 */
export async function witnessCheckpoint(
  office: Office,
  signers: readonly SignerKey[],
  body: string,
): Promise<Outcome<WitnessAnswer, LogCode>> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return request;
  const { trust } = await standingNow(office);
  const { checkpoint } = request.value.signed;
  const key = checkpoint.origin === office.own.log ? undefined : trust.logs.get(checkpoint.origin);
  const keys = key === undefined ? undefined : [key];
  // Strangers send what they like: only what the log signed waits for a turn of the store.
  const stranger = refuseStranger(request.value, keys, office.world());
  if (stranger !== undefined) return { ok: false, refusal: stranger.refusal };
  const decision = await office.store.transaction((transaction) =>
    decide(transaction, office, keys, request.value),
  );
  await rememberCheckpoint(office, request.value.signed);
  if (decision.type === 'conflict') return accept(decision);
  if (decision.type === 'refused') return { ok: false, refusal: decision.refusal };
  const lines: string[] = [];
  for (const signer of signers) {
    const line = cosign(checkpoint, signer, office.world());
    if (line.ok) lines.push(formatSignatureLine(line.value));
  }
  if (lines.length > 0) return accept({ type: 'cosigned', origin: checkpoint.origin, lines: lines.join('') });
  return refuse('extension-lines-unsigned', 'This checkpoint cannot be cosigned: leave extension lines out.');
}

/** Checks and stores in one transaction; of two requests at once the later one meets the state the first left. */
async function decide(
  transaction: InTransaction,
  { world }: Office,
  keys: readonly VerifierKey[] | undefined,
  request: AddCheckpoint,
): Promise<WitnessDecision> {
  const { origin } = request.signed.checkpoint;
  const tables = TABLES.in(transaction);
  const row = await tables
    .selectFrom('federation_witnessed')
    .selectAll()
    .where('origin', '=', origin)
    .executeTakeFirst();
  const held: WitnessedTree =
    row === undefined ? UNSEEN_TREE : { size: row.size, root: Uint8Array.fromBase64(row.root) };
  const decision = decideAddCheckpoint(request, keys, held, world());
  if (decision.type !== 'cosign') return decision;
  const { size, root } = decision.tree;
  const next = { origin, size, root: root.toBase64(), at: toMicroseconds(world()) };
  const stored =
    row === undefined
      ? await tables
          .insertInto('federation_witnessed')
          .values(next)
          .onConflict((met) => met.doNothing())
          .executeTakeFirst()
      : await tables
          .updateTable('federation_witnessed')
          .set(next)
          .where('origin', '=', origin)
          .where('size', '=', row.size)
          .where('root', '=', row.root)
          .executeTakeFirst();
  const changed = 'numUpdatedRows' in stored ? stored.numUpdatedRows : (stored.numInsertedOrUpdatedRows ?? 0n);
  // Another process of this node cosigned meanwhile; the log proves from there.
  return changed === 1n ? decision : { type: 'conflict', heldSize: held.size };
}
