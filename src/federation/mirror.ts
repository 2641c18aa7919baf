/**
 * The node as a mirror of its peers' logs (C2SP tlog-mirror, "other update processes"): it follows each checkpoint,
 * fetches the entry bundles it lacks, and keeps only what leads to the signed root. A restored peer refetches here
 * what it lost.
 */
import { addSignatures, formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency, consistencyRanges, verifyConsistency } from '#log/consistency.ts';
import { cosign } from '#log/cosignature.ts';
import { ENTRY_BYTES, parseEntryBundle, parseHashTile, TILE_WIDTH, tilePath, tileWidth } from '#log/tile.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { type Append, appendEntries, type Edge } from '#log/tile-writer.ts';
import { sameBytes } from '#log/tree.ts';
import type { SignerKey } from '#log/verifier-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { toMicroseconds } from '#store/instant.ts';
import type { FetchCode, MirrorCode } from './codes.ts';
import type { PeerFetch } from './fetch.ts';
import { keepWitnessed, type MirrorRow, mirrored, mirroredEdge, storeMirrored } from './mirror-tables.ts';
import { strippedCheckpoint } from './misbehaviour.ts';
import { type Office, standingNow } from './office.ts';
import { checkLogSignature, provenAt } from './trust.ts';
import { lookForMisbehaviour, stateMisbehaviour } from './watch.ts';

/** Entries taken in one step; a longer log is fetched in several, each proven before it is kept. */
export const ENTRIES_PER_STEP = 65_536;
const BUNDLES_AT_ONCE = 4;
const CHECKPOINT_LIMIT_BYTES = 160_000;
const TILE_LIMIT_BYTES = TILE_WIDTH * (2 + ENTRY_BYTES);
const TIMEOUT_MS = 10_000;

export function originHash(origin: string): string {
  return primitives.sha256(new TextEncoder().encode(origin)).toHex();
}

/** Where a log's tiles are read: the log itself, or a peer's mirror of it. */
export type TileSite = { readonly node: string; readonly prefix: string };

export type MirrorTarget = { readonly log: string; readonly node: string; readonly confirmedBy: string };
export type Mirrored = { readonly size: number; readonly complete: boolean };

type Result<Value> = Promise<Outcome<Value, MirrorCode | FetchCode>>;

/** One step of following a peer's log. Complete when the copy has reached the checkpoint that the log shows now. */
export async function mirrorStep(
  office: Office,
  fetchPeer: PeerFetch,
  signer: SignerKey,
  { log, node, confirmedBy }: MirrorTarget,
): Result<Mirrored> {
  const { store, ledger } = office;
  const site = { node, prefix: '/log' };
  const signed = await fetchCheckpoint(fetchPeer, site);
  if (!signed.ok) return signed;
  const { trust } = await standingNow(office);
  const { checkpoint } = signed.value;
  const signature = checkLogSignature(signed.value, trust, ledger.now());
  if (!signature.ok || checkpoint.origin !== log) {
    return refuse('mirror-checkpoint-unsigned', `What ${node} shows is not signed by the log ${log}.`);
  }
  const found = await lookForMisbehaviour(store.connection, [signed.value], [], ledger.now());
  await stateMisbehaviour(store.connection, ledger, confirmedBy, found);
  if (provenAt(signed.value, trust, ledger.now()) !== undefined) {
    // The tiles to prove entries under it come in this very step, or in one of the next.
    await keepWitnessed(store.connection, {
      log,
      size: checkpoint.size,
      note: formatSignedCheckpoint(signed.value),
    });
  }
  const edge = await mirroredEdge(store.connection, log);
  const held = await mirrored(store.connection, log);
  const heldWhole = held?.note_size ?? 0;
  if (checkpoint.size < edge.size || (checkpoint.size === edge.size && heldWhole === edge.size)) {
    return settled(signed.value, edge, held?.root);
  }
  const upTo = Math.min(checkpoint.size, edge.size + ENTRIES_PER_STEP);
  const entries = await fetchEntries(fetchPeer, site, edge.size, upTo, checkpoint.size);
  if (!entries.ok) return entries;
  const grown = appendEntries(edge, entries.value);
  if (!grown.ok) return refuse('mirror-entries-wrong', grown.refusal.sentence);
  const proven = await proveGrown(fetchPeer, site, grown.value, signed.value);
  if (!proven.ok) return proven;
  const complete = upTo === checkpoint.size;
  const row: MirrorRow = {
    log,
    origin_hash: originHash(log),
    size: upTo,
    root: grown.value.root.toBase64(),
    note: complete ? cosignedNote(signed.value, signer) : (held?.note ?? null),
    note_size: complete ? upTo : heldWhole,
    at: toMicroseconds(ledger.now()),
  };
  const { tiles } = grown.value;
  const stored = await store.transaction((transaction) => storeMirrored(transaction, row, tiles, edge.size));
  return accept(stored ? { size: upTo, complete } : { size: edge.size, complete: false });
}

/** An older checkpoint than one seen before is a stale answer; another root at our size is a fork. */
function settled(signed: SignedCheckpoint, edge: Edge, root: string | undefined): Outcome<Mirrored, MirrorCode> {
  const { checkpoint } = signed;
  if (checkpoint.size === edge.size && checkpoint.root.toBase64() !== root) {
    return refuse(
      'mirror-inconsistent',
      `The log ${checkpoint.origin} shows another tree than the one mirrored here.`,
    );
  }
  return accept({ size: edge.size, complete: true });
}

async function fetchCheckpoint(fetchPeer: PeerFetch, { node, prefix }: TileSite): Result<SignedCheckpoint> {
  const answer = await fetchPeer({
    node,
    path: `${prefix}/checkpoint`,
    method: 'GET',
    accept: ['text/plain'],
    maxBytes: CHECKPOINT_LIMIT_BYTES,
    totalMs: TIMEOUT_MS,
  });
  if (!answer.ok) return answer;
  if (answer.value.verdict !== 'ok') return refuse('mirror-not-served', 'There is no checkpoint to follow.');
  const parsed = parseCheckpoint(new TextDecoder().decode(answer.value.body));
  return parsed.ok ? parsed : refuse('mirror-checkpoint-unsigned', parsed.refusal.sentence);
}

/** Entries from `from` up to `upTo` of the tree of `size`, out of its bundles, a few at a time. */
async function fetchEntries(
  fetchPeer: PeerFetch,
  site: TileSite,
  from: number,
  upTo: number,
  size: number,
): Result<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  const last = Math.ceil(upTo / TILE_WIDTH);
  for (let first = Math.floor(from / TILE_WIDTH); first < last; first += BUNDLES_AT_ONCE) {
    const indexes = Array.from({ length: Math.min(BUNDLES_AT_ONCE, last - first) }, (_, at) => first + at);
    const bundles = await Promise.all(indexes.map((index) => fetchBundle(fetchPeer, site, index, size)));
    for (const bundle of bundles) {
      if (!bundle.ok) return bundle;
      entries.push(...bundle.value);
    }
  }
  return accept(entries.slice(from % TILE_WIDTH, (from % TILE_WIDTH) + upTo - from));
}

async function fetchBundle(
  fetchPeer: PeerFetch,
  site: TileSite,
  index: number,
  size: number,
): Result<Uint8Array[]> {
  const width = tileWidth('entries', index, size);
  const bytes = await fetchTile(fetchPeer, site, tilePath({ level: 'entries', index, width }));
  if (!bytes.ok) return bytes;
  const parsed = parseEntryBundle(bytes.value, width);
  return parsed.ok ? parsed : refuse('mirror-entries-wrong', parsed.refusal.sentence);
}

async function fetchTile(fetchPeer: PeerFetch, { node, prefix }: TileSite, path: string): Result<Uint8Array> {
  const answer = await fetchPeer({
    node,
    path: `${prefix}/${path}`,
    method: 'GET',
    accept: ['application/octet-stream'],
    maxBytes: TILE_LIMIT_BYTES,
    totalMs: TIMEOUT_MS,
  });
  if (!answer.ok) return answer;
  return answer.value.verdict === 'ok'
    ? accept(answer.value.body)
    : refuse('mirror-not-served', `${path} is not there.`);
}

/** The copy must lead to the signed root: at its size, or by a proof from the log's own tiles where it is not whole. */
async function proveGrown(
  fetchPeer: PeerFetch,
  site: TileSite,
  grown: Append,
  { checkpoint }: SignedCheckpoint,
): Result<null> {
  const wrong = refuse(
    'mirror-inconsistent' as const,
    `The entries of ${checkpoint.origin} do not lead to its signed root.`,
  );
  const { size } = grown.edge;
  if (size === checkpoint.size) return sameBytes(grown.root, checkpoint.root) ? accept(null) : wrong;
  const loaded = new Map<string, Uint8Array>();
  for (const tile of tilesForRanges(consistencyRanges(size, checkpoint.size), checkpoint.size)) {
    const bytes = await fetchTile(fetchPeer, site, tilePath(tile));
    if (!bytes.ok) return bytes;
    if (!parseHashTile(bytes.value, tile.width).ok) return wrong;
    loaded.set(`${tile.level}/${tile.index}`, bytes.value);
  }
  const read = tileReader(checkpoint.size, (level, index) => loaded.get(`${level}/${index}`));
  const proof = buildConsistency(size, checkpoint.size, read);
  if (!proof.ok) return wrong;
  return verifyConsistency(size, checkpoint.size, grown.root, checkpoint.root, proof.value).ok
    ? accept(null)
    : wrong;
}

/** "I hold all of this": made once the entries are part of the transaction that stores it. */
export function cosignedNote(signed: SignedCheckpoint, signer: SignerKey): string {
  const bare = strippedCheckpoint(signed);
  const line = cosign(signed.checkpoint, signer, Temporal.Now.instant());
  return formatSignedCheckpoint(line.ok ? addSignatures(bare, [line.value]) : bare);
}

/**
 * Our own entries beyond `edge`, as a peer's mirror has them, proven to lead to a checkpoint that our log signed: what
 * a node restored from an older backup asks its peers for before it signs again.
 */
export async function entriesFromMirror(
  office: Office,
  fetchPeer: PeerFetch,
  node: string,
  edge: Edge,
): Result<{ readonly signed: SignedCheckpoint; readonly entries: readonly Uint8Array[] }> {
  const { own, ledger } = office;
  const site = { node, prefix: `/mirror/${originHash(own.log)}` };
  const signed = await fetchCheckpoint(fetchPeer, site);
  if (!signed.ok) return signed;
  const { trust } = await standingNow(office);
  if (signed.value.checkpoint.origin !== own.log || !checkLogSignature(signed.value, trust, ledger.now()).ok) {
    return refuse(
      'mirror-checkpoint-unsigned',
      `The mirror at ${node} shows a checkpoint that our log did not sign.`,
    );
  }
  const { size } = signed.value.checkpoint;
  if (size <= edge.size) return accept({ signed: signed.value, entries: [] });
  const entries = await fetchEntries(fetchPeer, site, edge.size, size, size);
  if (!entries.ok) return entries;
  const grown = appendEntries(edge, entries.value);
  if (!grown.ok || !sameBytes(grown.value.root, signed.value.checkpoint.root)) {
    return refuse('mirror-inconsistent', `What the mirror at ${node} holds does not grow out of what we have.`);
  }
  return accept({ signed: signed.value, entries: entries.value });
}
