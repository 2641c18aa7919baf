/** Our own log before its witnesses: each published checkpoint is sent to every peer, and cosignatures come back. */

import type { PeerFetch } from '#federation/fetch.ts';
import type { Step } from '#federation/retry-loop.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { readTile } from '#ledger/tiles.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { buildConsistency, consistencyRanges } from '#log/consistency.ts';
import { formatSignatureLine } from '#log/note.ts';
import { tileReader, tilesForRanges } from '#log/tile-reader.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { formatAddCheckpoint, parseCosignatures, parseHeldSize, TREE_SIZE_MEDIA_TYPE } from '#log/witness.ts';
import type { Connection } from '#store/connection.ts';
import { strippedCheckpoint } from './misbehaviour.ts';

const SIGNATURES_TYPE = 'text/plain';
const ANSWER_LIMIT_BYTES = 65_536;
const TIMEOUT_MS = 10_000;
const IDLE_MS = 60_000;

/** A peer as a cosigner of our log. `heldSize` is what it is believed to hold: it says so itself when that is wrong. */
export type Cosigner = {
  readonly node: string;
  readonly keys: readonly VerifierKey[];
  heldSize: number;
  cosignedSize: number;
  /** It has just said where it stands: whoever says something else at once is not asked again for a while. */
  corrected: boolean;
};

/**
 * One request to one witness for the newest published checkpoint. Missing or late cosignatures delay nothing: the
 * checkpoint is served without them.
 */
export async function askCosigner(
  ledger: OpenLedger,
  fetchPeer: PeerFetch,
  cosigner: Cosigner,
  world: () => Temporal.Instant = () => ledger.now(),
): Promise<Step> {
  const signed = await ledger.published();
  if (signed === undefined || signed.checkpoint.size <= cosigner.cosignedSize) return { idleMs: IDLE_MS };
  const { size } = signed.checkpoint;
  const oldSize = Math.min(cosigner.heldSize, size);
  const proof = await consistencyProof(ledger.store.connection, ledger.origin, oldSize, size);
  const body = formatAddCheckpoint({ oldSize, proof, signed: strippedCheckpoint(signed) });
  const answer = await fetchPeer({
    node: cosigner.node,
    path: '/witness/add-checkpoint',
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: new TextEncoder().encode(body),
    accept: [SIGNATURES_TYPE, TREE_SIZE_MEDIA_TYPE],
    maxBytes: ANSWER_LIMIT_BYTES,
    totalMs: TIMEOUT_MS,
  });
  if (!answer.ok) return 'failed';
  const text = new TextDecoder().decode(answer.value.body);
  if (answer.value.verdict === 'conflict') return takeHeldSize(text, size, cosigner);
  if (answer.value.verdict !== 'ok') return 'failed';
  return takeCosignatures(ledger, cosigner, signed, text, world());
}

/** A witness that holds a larger tree than we have published is not asked again before we have caught up. */
function takeHeldSize(text: string, size: number, cosigner: Cosigner): Step {
  const held = parseHeldSize(text);
  if (!held.ok || held.value === cosigner.heldSize) return 'failed';
  cosigner.heldSize = held.value;
  cosigner.corrected = !cosigner.corrected;
  if (!cosigner.corrected) return 'failed';
  return held.value <= size ? 'again' : { idleMs: IDLE_MS };
}

async function takeCosignatures(
  ledger: OpenLedger,
  cosigner: Cosigner,
  signed: SignedCheckpoint,
  text: string,
  now: Temporal.Instant,
): Promise<Step> {
  const cosigned = parseCosignatures(text, signed, cosigner.keys, now);
  if (!cosigned.ok) return 'failed';
  const lines = cosigned.value.map(({ line }) => formatSignatureLine(line)).join('');
  const { origin, size } = signed.checkpoint;
  if (lines !== '') await ledger.addCosignatures(origin, size, lines);
  cosigner.heldSize = size;
  cosigner.cosignedSize = size;
  cosigner.corrected = false;
  return 'again';
}

/** From our own tiles. */
export async function consistencyProof(connection: Connection, log: string, oldSize: number, size: number) {
  const loaded = new Map<string, Uint8Array>();
  for (const { level, index } of tilesForRanges(consistencyRanges(oldSize, size), size)) {
    const bytes = await readTile(connection, log, level, index);
    if (bytes !== undefined) loaded.set(`${level}/${index}`, bytes);
  }
  const proof = buildConsistency(
    oldSize,
    size,
    tileReader(size, (level, index) => loaded.get(`${level}/${index}`)),
  );
  if (!proof.ok) throw new Error(`prove that the log grew from ${oldSize} to ${size}: ${proof.refusal.sentence}`);
  return proof.value;
}
