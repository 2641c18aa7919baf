/**
 * The copy of a peer's log, however it comes about: fetched by us (mirror.ts) or uploaded to us (mirror-uploads.ts).
 * The trees that either takes as pending grew out of one another, and each entry was proven to stand in one of them. So
 * both may write at any time, in turns: what one has brought, the other skips.
 */

import { type Office, standingNow } from '#federation/office.ts';
import { addSignatures, formatSignedCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { cosign } from '#log/cosignature.ts';
import { type MirrorState, mayCosign } from '#log/mirror.ts';
import { appendEntries, edgeRoot } from '#log/tile-writer.ts';
import { EMPTY_ROOT, sameBytes } from '#log/tree.ts';
import type { SignerKey, VerifierKey } from '#log/verifier-key.ts';
import {
  type AddCheckpoint,
  decideAddCheckpoint,
  refuseStranger,
  UNSEEN_TREE,
  type WitnessDecision,
  type WitnessedTree,
} from '#log/witness.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import { keepPending, type PendingTree, pendingTrees } from './mirror-pending.ts';
import {
  copyInTurn,
  type MirrorRow,
  mirrored,
  mirroredEdge,
  mirroredEdgeAt,
  storeMirrored,
} from './mirror-tables.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

/** `root` is that over the entries held, `note` the checkpoint that the mirror cosigned last. */
export type CopyState = MirrorState<PendingTree> & {
  readonly root: Uint8Array;
  readonly note: string | null;
};

export async function copyState(connection: Connection, log: string): Promise<CopyState> {
  const row = await mirrored(connection, log);
  return stateOf(row, await pendingTrees(connection, log));
}

export function stateOf(row: MirrorRow | undefined, pending: readonly PendingTree[]): CopyState {
  return {
    mirroredSize: row?.note_size ?? 0,
    nextEntry: row?.size ?? 0,
    root: row === undefined ? EMPTY_ROOT : Uint8Array.fromBase64(row.root),
    note: row?.note ?? null,
    pending,
  };
}

/** What the next tree has to grow out of. The entries held count too, since pending trees may have been lost. */
export function newestTree({ pending, nextEntry, root }: CopyState): WitnessedTree {
  const newest = pending.at(-1);
  return newest !== undefined && newest.size >= nextEntry ? newest : { size: nextEntry, root };
}

/** The key of a log that this node mirrors: one of a confirmed peer. */
export async function mirroredLogKey(office: Office, origin: string): Promise<VerifierKey | undefined> {
  const { trust } = await standingNow(office);
  return origin === office.own.log ? undefined : trust.logs.get(origin);
}

/**
 * Takes a tree that this key signed as pending, as a witness would take it; durable once this resolves. Nothing is
 * cosigned. Without a key the log is not mirrored here.
 */
export async function takeTree(
  store: Pick<Store, 'transaction'>,
  key: VerifierKey | undefined,
  request: AddCheckpoint,
  now: Temporal.Instant,
): Promise<WitnessDecision> {
  const { origin } = request.signed.checkpoint;
  // Strangers send what they like: only what the log signed waits for a turn of the store.
  if (key === undefined) return decideAddCheckpoint(request, undefined, UNSEEN_TREE, now);
  const stranger = refuseStranger(request, [key], now);
  if (stranger !== undefined) return stranger;
  return store.transaction(async (transaction) => {
    const row = await copyInTurn(transaction, origin, toMicroseconds(now));
    const held = newestTree(stateOf(row, await pendingTrees(transaction, origin)));
    const decision = decideAddCheckpoint(request, [key], held, now);
    if (decision.type === 'cosign') await keepPending(transaction, request.signed);
    return decision;
  });
}

/** Entries from this index on, each proven to stand in a pending tree. */
export type Proven = { readonly from: number; readonly entries: readonly Uint8Array[] };

/**
 * Adds what the copy lacks of these entries, and makes the tree the mirror's checkpoint when all of it is held and
 * none larger is. The cosignature is made inside the transaction, and can be read only once it has committed.
 */
export async function growCopy(
  store: Pick<Store, 'transaction'>,
  signer: SignerKey,
  tree: PendingTree,
  { from, entries }: Proven,
  now: Temporal.Instant,
): Promise<MirrorRow> {
  const log = tree.signed.checkpoint.origin;
  const at = toMicroseconds(now);
  return store.transaction(async (transaction) => {
    const row = await copyInTurn(transaction, log, at);
    if (row.size < from) throw new Error(`mirror ${log}: the entries from ${row.size} to ${from} are not held`);
    const grown = appendEntries(await mirroredEdge(transaction, log), entries.slice(row.size - from));
    if (!grown.ok) throw new Error(`mirror ${log}: ${grown.refusal.sentence}`);
    const { edge, root, tiles } = grown.value;
    const next: MirrorRow = { ...row, size: edge.size, root: root.toBase64(), at };
    if (edge.size > row.size) await storeMirrored(transaction, next, tiles);
    const state = { mirroredSize: row.note_size, nextEntry: edge.size };
    const newer = row.note === null || tree.size > row.note_size;
    if (!newer || !mayCosign(state, tree)) return next;
    await assertHeld(transaction, log, tree);
    const whole = { ...next, note: cosignedNote(tree.signed, signer, now), note_size: tree.size };
    await storeMirrored(transaction, whole, []);
    return whole;
  });
}

/** What the cosignature says is read back from the tiles that stand behind it. */
async function assertHeld(transaction: InTransaction, log: string, { size, root }: PendingTree): Promise<void> {
  const held = edgeRoot(await mirroredEdgeAt(transaction, log, size));
  if (!sameBytes(held, root))
    throw new Error(`cosign the mirror of ${log}: its ${size} entries make another tree`);
}

/** "I hold all of this", on the checkpoint as the log signed it. */
function cosignedNote(signed: SignedCheckpoint, signer: SignerKey, now: Temporal.Instant): string {
  const line = cosign(signed.checkpoint, signer, now);
  if (!line.ok) throw new Error(`cosign the mirror of ${signed.checkpoint.origin}: ${line.refusal.sentence}`);
  return formatSignedCheckpoint(addSignatures(strippedCheckpoint(signed), [line.value]));
}
