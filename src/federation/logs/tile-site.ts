/** Reading a log's tiles from another node: the checkpoint, the entries, and proofs that one tree grew out of another. */

import type { FetchCode, MirrorCode } from '#federation/codes.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency, consistencyRanges } from '#log/consistency.ts';
import { ENTRY_BYTES, parseEntryBundle, parseHashTile, TILE_WIDTH, tilePath, tileWidth } from '#log/tile.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';

const BUNDLES_AT_ONCE = 4;
const CHECKPOINT_LIMIT_BYTES = 160_000;
const TILE_LIMIT_BYTES = TILE_WIDTH * (2 + ENTRY_BYTES);
const TIMEOUT_MS = 10_000;

/** Where a log's tiles are read: the log itself, or a peer's mirror of it. */
export type TileSite = { readonly node: string; readonly prefix: string };

type Result<Value> = Promise<Outcome<Value, MirrorCode | FetchCode>>;

/** As it is shown; nobody's signature on it is verified here. */
export async function fetchCheckpoint(fetchPeer: PeerFetch, { node, prefix }: TileSite): Result<SignedCheckpoint> {
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
  return parsed.ok ? parsed : refuse('mirror-checkpoint-unsigned', wordsOf(parsed.refusal));
}

/** Entries from `from` up to `upTo` of the tree of `size`, out of its bundles, a few at a time. */
export async function fetchEntries(
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
  return parsed.ok ? parsed : refuse('mirror-entries-wrong', wordsOf(parsed.refusal));
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
    : refuse('mirror-not-served', phrase`${path} is not there.`);
}

/** The proof that the tree of `size` grew out of that of `oldSize`, from the log's own tiles; unverified. */
export async function fetchConsistency(
  fetchPeer: PeerFetch,
  site: TileSite,
  oldSize: number,
  size: number,
): Result<readonly Uint8Array[]> {
  const wrong = refuse(
    'mirror-inconsistent' as const,
    `The tiles at ${site.node} make no tree of ${size} entries.`,
  );
  const loaded = new Map<string, Uint8Array>();
  for (const tile of tilesForRanges(consistencyRanges(oldSize, size), size)) {
    const bytes = await fetchTile(fetchPeer, site, tilePath(tile));
    if (!bytes.ok) return bytes;
    if (!parseHashTile(bytes.value, tile.width).ok) return wrong;
    loaded.set(`${tile.level}/${tile.index}`, bytes.value);
  }
  const proof = buildConsistency(
    oldSize,
    size,
    tileReader(size, (level, index) => loaded.get(`${level}/${index}`)),
  );
  return proof.ok ? proof : wrong;
}
