/**
 * The node as a mirror that logs upload to (C2SP tlog-mirror, "Updating a Mirror"): a signed tree is taken as pending,
 * as a witness would take it; entries follow, each package proven; the tree is cosigned once all of it is durable.
 */

import type { Office } from '#federation/office.ts';
import { parseCheckpoint } from '#log/checkpoint.ts';
import type { LogCode } from '#log/codes.ts';
import { decideUpload, positionOf, receivePackages } from '#log/mirror.ts';
import { formatMirrorPosition, parseUpload, type UploadHeader } from '#log/mirror-upload.ts';
import { formatSignatureLine, signaturesOf } from '#log/note.ts';
import { BUNDLED_ENTRY_BYTES, ENTRY_BYTES, TILE_WIDTH } from '#log/tile.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { parseAddCheckpoint } from '#log/witness.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import { type CopyState, copyState, growCopy, mirroredLogKey, stateOf, takeTree } from './mirror-copy.ts';
import type { PendingTree } from './mirror-pending.ts';
import { type MirrorRow, mirroredTile } from './mirror-tables.ts';
import { detectInGrown, rememberCheckpoint } from './misbehaviour-detection.ts';

/** `taken`: the tree is pending now. `conflict`: the size from which the log has to prove. */
export type PendingAnswer = { readonly type: 'taken' } | { readonly type: 'conflict'; readonly heldSize: number };

/** Answers `add-checkpoint`. Two trees of one size that the log signed are evidence, whatever is answered. */
export async function takePending(office: Office, body: string): Promise<Outcome<PendingAnswer, LogCode>> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return request;
  const { signed } = request.value;
  const key = await mirroredLogKey(office, signed.checkpoint.origin);
  const decision = await takeTree(office.store, key, request.value, office.world());
  await rememberCheckpoint(office, signed);
  if (decision.type === 'refused') return { ok: false, refusal: decision.refusal };
  return accept(decision.type === 'conflict' ? decision : { type: 'taken' });
}

/** `position`: where the client has to go on from, because it must (`conflict`) or because it may (`partial`). */
export type UploadAnswer =
  | { readonly type: 'cosigned'; readonly lines: string }
  | { readonly type: 'position'; readonly why: 'conflict' | 'partial'; readonly text: string };

/**
 * Answers `add-entries`. What was proven before a package failed is kept. The state may be stale by the time the
 * entries are stored: those that another upload or fetch has brought meanwhile are skipped.
 */
export async function takeEntries(
  office: Office,
  signer: SignerKey,
  body: Uint8Array,
): Promise<Outcome<UploadAnswer, LogCode>> {
  const upload = parseUpload(body);
  if (!upload.ok) return upload;
  const { header } = upload.value;
  const { store, world } = office;
  const { connection } = store;
  const key = await mirroredLogKey(office, header.origin);
  const state = await copyState(connection, header.origin);
  const decision = decideUpload(upload.value, key === undefined ? undefined : state);
  if (!decision.ok) return decision;
  if (decision.value.type === 'go-on') {
    return accept({ type: 'position', why: 'conflict', text: formatMirrorPosition(decision.value.position) });
  }
  const { tree } = decision.value;
  const received = receivePackages(upload.value, tree, state, await heldBefore(connection, header));
  if (!received.ok) return received;
  const { entries } = received.value;
  const row = await growCopy(store, signer, tree, { from: state.nextEntry, entries }, world());
  await detectInGrown(office, header.origin, { from: state.mirroredSize, upTo: row.note_size });
  if (received.value.type === 'invalid') return { ok: false, refusal: received.value.refusal };
  return accept(answerTo(row, state, tree, signer));
}

/** Entries of the bundle that the upload begins in: its first package leans on those before it. */
async function heldBefore(connection: Connection, { origin, start }: UploadHeader) {
  const bundle = await mirroredTile(connection, origin, 'entries', Math.floor(start / TILE_WIDTH));
  return (index: number): Uint8Array => {
    const at = (index % TILE_WIDTH) * BUNDLED_ENTRY_BYTES;
    const entry = bundle?.subarray(at + 2, at + BUNDLED_ENTRY_BYTES);
    if (entry?.length === ENTRY_BYTES) return entry;
    throw new Error(`read the mirror of ${origin}: entry ${index} is missing`);
  };
}

function answerTo(row: MirrorRow, { pending }: CopyState, tree: PendingTree, signer: SignerKey): UploadAnswer {
  if (row.note !== null && row.note_size === tree.size)
    return { type: 'cosigned', lines: linesOf(row.note, signer) };
  const why = row.note_size > tree.size ? 'conflict' : 'partial';
  return { type: 'position', why, text: formatMirrorPosition(positionOf(stateOf(row, pending), tree)) };
}

/** Our cosignature as it is stored: the same upload, made again, gets the same answer. */
function linesOf(note: string, { verifier }: SignerKey): string {
  const signed = parseCheckpoint(note);
  if (!signed.ok) throw new Error(`read our own cosignature: ${signed.refusal.sentence}`);
  return signaturesOf(signed.value.note, verifier).map(formatSignatureLine).join('');
}
