/**
 * The node as a mirror that follows its peers' logs (C2SP tlog-mirror, "other update processes"): it takes each
 * checkpoint it finds as a pending tree, fetches the entries it lacks, and keeps only what leads to the signed root. A
 * restored peer refetches here what it lost.
 */

import type { FetchCode, MirrorCode } from '#federation/codes.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { type Office, standingNow } from '#federation/office.ts';
import { checkLogSignature, provenAt } from '#federation/trust.ts';
import { formatSignedCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { verifyConsistency } from '#log/consistency.ts';
import { type Append, appendEntries, type Edge } from '#log/tile-writer.ts';
import { sameBytes } from '#log/tree.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { type CopyState, copyState, growCopy, mirroredLogKey, newestTree, takeTree } from './mirror-copy.ts';
import type { PendingTree } from './mirror-pending.ts';
import { keepWitnessed, mirroredEdge, originHash } from './mirror-tables.ts';
import { detectInGrown, detectMisbehaviour, stateMisbehaviour } from './misbehaviour-detection.ts';
import { fetchCheckpoint, fetchConsistency, fetchEntries, type TileSite } from './tile-site.ts';

/** Entries taken in one step; a longer log is fetched in several, each proven before it is kept. */
const ENTRIES_PER_STEP = 65_536;

export type MirrorTarget = { readonly log: string; readonly node: string; readonly confirmedBy: string };
export type Mirrored = { readonly size: number; readonly complete: boolean };

type Result<Value> = Promise<Outcome<Value, MirrorCode | FetchCode>>;

/** One step of following a peer's log. Complete when there is nothing to fetch of the checkpoint that it shows now. */
export async function mirrorStep(
  office: Office,
  fetchPeer: PeerFetch,
  signer: SignerKey,
  { log, node, confirmedBy }: MirrorTarget,
): Result<Mirrored> {
  const { store, ledger, world } = office;
  const site = { node, prefix: '/log' };
  const signed = await fetchCheckpoint(fetchPeer, site);
  if (!signed.ok) return signed;
  const { trust } = await standingNow(office);
  const { checkpoint } = signed.value;
  const signature = checkLogSignature(signed.value, trust, world());
  if (!signature.ok || checkpoint.origin !== log) {
    return refuse('mirror-checkpoint-unsigned', phrase`What ${node} shows is not signed by the log ${log}.`);
  }
  const found = await detectMisbehaviour(store.connection, [signed.value], [], world());
  await stateMisbehaviour(store.connection, ledger, confirmedBy, found);
  const following = await follow(office, fetchPeer, site, signed.value);
  if (!following.ok) return following;
  const { tree, state, stale } = following.value;
  if (tree === undefined) return accept({ size: state.nextEntry, complete: stale });
  if (provenAt(signed.value, trust, world()) !== undefined) {
    // The tiles to prove entries under it come in this very step, or in one of the next.
    const note = formatSignedCheckpoint(signed.value);
    await keepWitnessed(store.connection, { log, size: checkpoint.size, note });
  }
  if (state.note !== null && state.mirroredSize >= tree.size) {
    return accept({ size: state.nextEntry, complete: true });
  }
  const edge = await mirroredEdge(store.connection, log);
  const entries = await fetchProven(fetchPeer, site, edge, tree);
  if (!entries.ok) return entries;
  const grown = await growCopy(store, signer, tree, { from: edge.size, entries: entries.value }, world());
  await detectInGrown(office, log, { from: state.mirroredSize, upTo: grown.note_size });
  return accept({ size: grown.size, complete: grown.note_size >= tree.size });
}

/** `tree` is undefined when there is nothing to fetch now: the answer is stale, or the log announced more meanwhile. */
type Following = { readonly state: CopyState; readonly tree: PendingTree | undefined; readonly stale: boolean };

/** Takes what the log shows as pending, as if it had been announced: what contradicts an announced tree is refused. */
async function follow(
  office: Office,
  fetchPeer: PeerFetch,
  site: TileSite,
  signed: SignedCheckpoint,
): Result<Following> {
  const { origin, size, root } = signed.checkpoint;
  const other = refuse(
    'mirror-inconsistent' as const,
    `The log ${origin} shows another tree than the one mirrored here.`,
  );
  const state = await copyState(office.store.connection, origin);
  const known = state.pending.find((tree) => tree.size === size);
  if (known !== undefined) {
    return sameBytes(known.root, root) ? accept({ state, tree: known, stale: false }) : other;
  }
  const newest = newestTree(state);
  if (size < newest.size) return accept({ state, tree: undefined, stale: true });
  const proof = await fetchConsistency(fetchPeer, site, newest.size, size);
  if (!proof.ok) return proof;
  const request = { oldSize: newest.size, proof: proof.value, signed };
  const key = await mirroredLogKey(office, origin);
  const decision = await takeTree(office.store, key, request, office.world());
  if (decision.type === 'conflict') return accept({ state, tree: undefined, stale: false });
  return decision.type === 'refused' ? other : accept({ state, tree: { size, root, signed }, stale: false });
}

/** The next entries of the tree behind `edge`, proven to stand in it. */
async function fetchProven(
  fetchPeer: PeerFetch,
  site: TileSite,
  edge: Edge,
  tree: PendingTree,
): Result<readonly Uint8Array[]> {
  const upTo = Math.min(tree.size, edge.size + ENTRIES_PER_STEP);
  if (upTo <= edge.size) return accept([]);
  const entries = await fetchEntries(fetchPeer, site, edge.size, upTo, tree.size);
  if (!entries.ok) return entries;
  const grown = appendEntries(edge, entries.value);
  if (!grown.ok) return refuse('mirror-entries-wrong', wordsOf(grown.refusal));
  const proven = await proveGrown(fetchPeer, site, grown.value, tree);
  return proven.ok ? entries : proven;
}

/** The copy must lead to the signed root: at its size, or by a proof from the log's own tiles where it is not whole. */
async function proveGrown(
  fetchPeer: PeerFetch,
  site: TileSite,
  { edge: { size }, root }: Append,
  tree: PendingTree,
): Result<null> {
  const proof = await fetchConsistency(fetchPeer, site, size, tree.size);
  if (!proof.ok) return proof;
  if (verifyConsistency(size, tree.size, root, tree.root, proof.value).ok) return accept(null);
  const { origin } = tree.signed.checkpoint;
  return refuse('mirror-inconsistent', phrase`The entries of ${origin} do not lead to its signed root.`);
}

/** What our log signed is known from then on, whether the entries come as well or are refused. */
export type MirrorOfOurs = {
  readonly signed: SignedCheckpoint;
  readonly entries: Outcome<readonly Uint8Array[], MirrorCode | FetchCode>;
};

/**
 * Our own entries beyond `edge`, as a peer's mirror has them, proven to lead to a checkpoint that our log signed: what
 * a node restored from an older backup asks its peers for before it signs again.
 */
export async function entriesFromMirror(
  office: Office,
  fetchPeer: PeerFetch,
  node: string,
  edge: Edge,
): Result<MirrorOfOurs> {
  const { own, world } = office;
  const site = { node, prefix: `/mirror/${originHash(own.log)}` };
  const signed = await fetchCheckpoint(fetchPeer, site);
  if (!signed.ok) return signed;
  const { trust } = await standingNow(office);
  if (signed.value.checkpoint.origin !== own.log || !checkLogSignature(signed.value, trust, world()).ok) {
    return refuse(
      'mirror-checkpoint-unsigned',
      phrase`The mirror at ${node} shows a checkpoint that our log did not sign.`,
    );
  }
  return accept({ signed: signed.value, entries: await entriesLeadingTo(signed.value, fetchPeer, site, edge) });
}

async function entriesLeadingTo(
  { checkpoint: { size, root } }: SignedCheckpoint,
  fetchPeer: PeerFetch,
  site: TileSite,
  edge: Edge,
): Result<readonly Uint8Array[]> {
  if (size <= edge.size) return accept([]);
  const entries = await fetchEntries(fetchPeer, site, edge.size, size, size);
  if (!entries.ok) return entries;
  const grown = appendEntries(edge, entries.value);
  if (grown.ok && sameBytes(grown.value.root, root)) return entries;
  return refuse(
    'mirror-inconsistent',
    phrase`What the mirror at ${site.node} holds does not grow out of what we have.`,
  );
}
