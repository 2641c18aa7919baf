/**
 * Our own log before the mirrors of peers (C2SP tlog-mirror, as its client): the newest published tree is announced,
 * and the entries that a mirror lacks are sent. Mirrors fetch as well; whichever comes first spares the other its work.
 */

import type { PeerAnswer, PeerFetch } from '#federation/fetch.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { entriesAt, readTile } from '#ledger/tiles.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { formatUpload, MIRROR_INFO_MEDIA_TYPE, packagePlaces, parseMirrorPosition } from '#log/mirror-upload.ts';
import { proofRanges } from '#log/subtree-proof.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { formatAddCheckpoint, parseHeldSize, TREE_SIZE_MEDIA_TYPE } from '#log/witness.ts';
import { consistencyProof } from './cosigners.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

const ANSWER_LIMIT_BYTES = 65_536;
const TIMEOUT_MS = 20_000;
/** So often may a mirror say that it stands elsewhere before it holds a tree whole; then it is left alone for a while. */
export const MAX_CORRECTIONS = 6;
const LINES_TYPE = 'text/plain';

/** A peer's mirror as it is believed to stand; it says so itself when that is wrong. */
export type MirrorPeer = {
  readonly node: string;
  /** The largest tree of ours that it knows: the next one has to grow out of it. */
  heldSize: number;
  /** The tree whose entries are being sent. */
  sending: number | undefined;
  nextEntry: number;
  ticket: Uint8Array;
  /** Size of the tree that it last said to hold whole. */
  whole: number;
  corrections: number;
};

export function mirrorPeer(node: string): MirrorPeer {
  const ticket = new Uint8Array(0);
  return { node, heldSize: 0, sending: undefined, nextEntry: 0, ticket, whole: 0, corrections: 0 };
}

/**
 * One request to one mirror. The cosignature that ends an upload is not kept: whoever reads from a mirror verifies what
 * it serves against our own signature.
 */
export async function pushToMirror(ledger: OpenLedger, fetchPeer: PeerFetch, peer: MirrorPeer): Promise<Turn> {
  const signed = await ledger.published();
  const size = signed?.checkpoint.size ?? 0;
  // A mirror that knows more of our log than we have published is left alone until we have caught up.
  if (signed === undefined || size <= peer.whole || peer.heldSize > size) return 'done';
  const turn =
    peer.sending === undefined
      ? await announce(ledger, fetchPeer, peer, signed)
      : await send(ledger, fetchPeer, peer, peer.sending);
  if (turn === 'corrected') peer.corrections += 1;
  const failed = turn === 'failed' || peer.corrections > MAX_CORRECTIONS;
  if (!failed) return 'again';
  peer.corrections = 0;
  peer.sending = undefined;
  return 'failed';
}

/** `done`: nothing to send now. */
export type Turn = 'done' | 'again' | 'failed';
type Answered = 'again' | 'failed' | 'corrected';

async function announce(
  ledger: OpenLedger,
  fetchPeer: PeerFetch,
  peer: MirrorPeer,
  signed: SignedCheckpoint,
): Promise<Answered> {
  const { size } = signed.checkpoint;
  const oldSize = peer.heldSize;
  const proof = await consistencyProof(ledger.store.connection, ledger.origin, oldSize, size);
  const text = formatAddCheckpoint({ oldSize, proof, signed: strippedCheckpoint(signed) });
  const body = new TextEncoder().encode(text);
  const answer = await post(fetchPeer, peer, 'add-checkpoint', 'text/plain; charset=utf-8', body);
  if (answer?.verdict === 'ok') {
    peer.heldSize = size;
    peer.sending = size;
    return 'again';
  }
  const held = answer?.verdict === 'conflict' ? parseHeldSize(textOf(answer)) : undefined;
  if (!held?.ok || held.value === oldSize) return 'failed';
  peer.heldSize = held.value;
  return 'corrected';
}

async function send(ledger: OpenLedger, fetchPeer: PeerFetch, peer: MirrorPeer, end: number): Promise<Answered> {
  const start = Math.min(peer.nextEntry, end);
  const body = await uploadOf(ledger, start, end, peer.ticket);
  const answer = await post(fetchPeer, peer, 'add-entries', 'application/octet-stream', body);
  if (answer?.verdict === 'ok' && answer.type === LINES_TYPE) {
    peer.nextEntry = end;
    peer.whole = end;
    peer.sending = undefined;
    peer.corrections = 0;
    return 'again';
  }
  const told = answer?.verdict === 'ok' || answer?.verdict === 'conflict';
  const position = told ? parseMirrorPosition(textOf(answer)) : undefined;
  if (!position?.ok) return 'failed';
  const { treeSize, nextEntry, ticket } = position.value;
  peer.ticket = ticket;
  peer.nextEntry = nextEntry;
  if (treeSize !== end) peer.sending = undefined;
  const firstPackage = packagePlaces(start, end)[0]?.end ?? end;
  return answer?.verdict === 'ok' && nextEntry >= firstPackage ? 'again' : 'corrected';
}

/** As many packages as one request takes, out of our own tiles. */
async function uploadOf(ledger: OpenLedger, start: number, end: number, ticket: Uint8Array): Promise<Uint8Array> {
  const { origin, store } = ledger;
  const places = packagePlaces(start, end);
  const upTo = places.at(-1)?.end ?? start;
  const indexes = Array.from({ length: upTo - start }, (_, at) => start + at);
  const entries = await entriesAt(store.connection, origin, indexes);
  const loaded = new Map<string, Uint8Array>();
  const ranges = places.flatMap((place) => proofRanges(place.subtreeStart, place.end, end));
  for (const { level, index } of tilesForRanges(ranges, end)) {
    const bytes = await readTile(store.connection, origin, level, index);
    if (bytes !== undefined) loaded.set(`${level}/${index}`, bytes);
  }
  const read = tileReader(end, (level, index) => loaded.get(`${level}/${index}`));
  const body = formatUpload({ origin, start, end, ticket }, [...entries.values()], read);
  if (!body.ok) throw new Error(`upload entries ${start} to ${upTo} of our log: ${body.refusal.sentence}`);
  return body.value;
}

async function post(
  fetchPeer: PeerFetch,
  { node }: MirrorPeer,
  endpoint: string,
  type: string,
  body: Uint8Array,
): Promise<PeerAnswer | undefined> {
  const answer = await fetchPeer({
    node,
    path: `/mirror/${endpoint}`,
    method: 'POST',
    headers: { 'content-type': type },
    body,
    accept: [LINES_TYPE, TREE_SIZE_MEDIA_TYPE, MIRROR_INFO_MEDIA_TYPE],
    maxBytes: ANSWER_LIMIT_BYTES,
    totalMs: TIMEOUT_MS,
  });
  return answer.ok ? answer.value : undefined;
}

function textOf({ body }: PeerAnswer): string {
  return new TextDecoder().decode(body);
}
