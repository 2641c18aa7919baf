/**
 * The node as a mirror that logs upload to (C2SP tlog-mirror, "Updating a Mirror"): a signed tree is taken as pending,
 * as a witness would take it; entries follow, each package proven; the tree is cosigned once all of it is durable.
 * Copies fetched by {@link mirrorStep} and uploaded ones are the same copy.
 */
import { parseCheckpoint } from '#log/checkpoint.ts';
import type { LogCode } from '#log/codes.ts';
import {
  afterStoring,
  decideUpload,
  type MirrorState,
  positionOf,
  type Received,
  receivePackages,
} from '#log/mirror.ts';
import { formatMirrorPosition, parseUpload, type Upload } from '#log/mirror-upload.ts';
import { formatSignatureLine } from '#log/note.ts';
import { BUNDLED_ENTRY_BYTES, ENTRY_BYTES, TILE_WIDTH } from '#log/tile.ts';
import { appendEntries } from '#log/tile-writer.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { decideAddCheckpoint, parseAddCheckpoint, UNSEEN_TREE, type WitnessedTree } from '#log/witness.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { cosignedNote, originHash } from './mirror.ts';
import { keepPending, type PendingTree, pendingTrees } from './mirror-pending.ts';
import { type MirrorRow, mirrored, mirroredEdge, mirroredTile, storeMirrored } from './mirror-tables.ts';
import { type Office, standingNow } from './office.ts';

/** `taken`: the tree is pending now. `conflict`: the size from which the log has to prove. */
export type PendingAnswer = { readonly type: 'taken' } | { readonly type: 'conflict'; readonly heldSize: number };

/** Takes a signed tree as pending. Nothing is cosigned here. */
export async function takePending(office: Office, body: string): Promise<Outcome<PendingAnswer, LogCode>> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) return request;
  const { signed } = request.value;
  const { origin } = signed.checkpoint;
  const { trust } = await standingNow(office);
  const key = origin === office.own.log ? undefined : trust.logs.get(origin);
  return office.store.transaction(async (transaction) => {
    const pending = await pendingTrees(transaction, origin);
    const held = pending.at(-1) ?? (await wholeTree(transaction, origin)) ?? UNSEEN_TREE;
    const decision = decideAddCheckpoint(
      request.value,
      key === undefined ? undefined : [key],
      held,
      office.ledger.now(),
    );
    if (decision.type === 'refused') return { ok: false as const, refusal: decision.refusal };
    if (decision.type === 'conflict') return accept(decision);
    await keepPending(transaction, origin, decision.tree, signed);
    return accept({ type: 'taken' as const });
  });
}

/** The largest tree held whole. */
async function wholeTree(connection: Connection, log: string): Promise<WitnessedTree | undefined> {
  const row = await mirrored(connection, log);
  const signed = row?.note === null || row === undefined ? undefined : parseCheckpoint(row.note);
  return signed?.ok ? signed.value.checkpoint : undefined;
}

/** `position`: where the client has to go on from, because it must (`conflict`) or because it may (`partial`). */
export type UploadAnswer =
  | { readonly type: 'cosigned'; readonly lines: string }
  | { readonly type: 'position'; readonly why: 'conflict' | 'partial'; readonly text: string };

/** Takes entries of a pending tree. What was proven before a package failed is kept. */
export async function takeEntries(
  office: Office,
  signer: SignerKey,
  body: Uint8Array,
): Promise<Outcome<UploadAnswer, LogCode>> {
  const upload = parseUpload(body);
  if (!upload.ok) return upload;
  const { connection } = office.store;
  const { origin } = upload.value.header;
  const pending = await pendingTrees(connection, origin);
  const row = await mirrored(connection, origin);
  const state = stateOf(row, pending);
  const decision = decideUpload(upload.value, state);
  if (!decision.ok || state === undefined)
    return decision.ok ? refuse('origin-unknown', 'This log is not mirrored.') : decision;
  if (decision.value.type === 'go-on') {
    return accept({ type: 'position', why: 'conflict', text: formatMirrorPosition(decision.value.position) });
  }
  const tree = pending.find(({ size }) => size === upload.value.header.end);
  if (tree === undefined) throw new Error('take entries: the pending tree is gone');
  const received = receivePackages(upload.value, tree, state, await heldEntries(connection, upload.value, state));
  if (!received.ok) return received;
  return keep(office, signer, origin, row, state, tree, received.value);
}

function stateOf(row: MirrorRow | undefined, pending: readonly PendingTree[]): MirrorState | undefined {
  if (row === undefined && pending.length === 0) return undefined;
  return { mirroredSize: row?.note_size ?? 0, nextEntry: row?.size ?? 0, pending };
}

/** Entries that the upload's first packages lean on, read ahead since proving them is pure. */
async function heldEntries(connection: Connection, { header }: Upload, { nextEntry }: MirrorState) {
  const bundles = new Map<number, Uint8Array>();
  for (let at = Math.floor(header.start / TILE_WIDTH); at * TILE_WIDTH < nextEntry; at++) {
    const bytes = await mirroredTile(connection, header.origin, 'entries', at);
    if (bytes !== undefined) bundles.set(at, bytes);
  }
  return (index: number): Uint8Array => {
    const at = (index % TILE_WIDTH) * BUNDLED_ENTRY_BYTES;
    const entry = bundles.get(Math.floor(index / TILE_WIDTH))?.subarray(at + 2, at + BUNDLED_ENTRY_BYTES);
    if (entry?.length !== ENTRY_BYTES)
      throw new Error(`read the mirror of ${header.origin}: entry ${index} is missing`);
    return entry;
  };
}

async function keep(
  office: Office,
  signer: SignerKey,
  log: string,
  before: MirrorRow | undefined,
  state: MirrorState,
  tree: PendingTree,
  received: Received,
): Promise<Outcome<UploadAnswer, LogCode>> {
  const { store, ledger } = office;
  const edge = await mirroredEdge(store.connection, log);
  const grown = appendEntries(edge, received.entries);
  if (!grown.ok) return grown;
  const next = { ...state, nextEntry: state.nextEntry + received.entries.length };
  const after = afterStoring(next, tree);
  const whole = after.type === 'cosign';
  const note = whole ? cosignedNote(tree.signed, signer) : (before?.note ?? null);
  const row: MirrorRow = {
    log,
    origin_hash: originHash(log),
    size: grown.value.edge.size,
    root: grown.value.root.toBase64(),
    note,
    note_size: whole ? tree.size : state.mirroredSize,
    at: toMicroseconds(ledger.now()),
  };
  const { tiles } = grown.value;
  const stored = await store.transaction((transaction) => storeMirrored(transaction, row, tiles, edge.size));
  const goOn = (why: 'conflict' | 'partial', from: MirrorState): UploadAnswer => {
    return { type: 'position', why, text: formatMirrorPosition(positionOf(from, tree)) };
  };
  // Another upload was faster: the client is told where the copy stands now.
  if (!stored)
    return accept(goOn('conflict', { ...state, nextEntry: (await mirrored(store.connection, log))?.size ?? 0 }));
  if (received.type === 'invalid') return { ok: false, refusal: received.refusal };
  if (!whole || note === null) return accept(goOn(received.type === 'partial' ? 'partial' : 'conflict', next));
  return accept({ type: 'cosigned', lines: linesOf(note, signer) });
}

function linesOf(note: string, { verifier }: SignerKey): string {
  const signed = parseCheckpoint(note);
  if (!signed.ok) throw new Error(`read our own cosignature: ${signed.refusal.sentence}`);
  const own = signed.value.note.signatures.filter(({ keyId }) => keyId === verifier.keyId);
  return own.map(formatSignatureLine).join('');
}
