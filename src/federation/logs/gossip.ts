import { MAX_HEADS } from '#federation/envelope.ts';
import type { Office, Standing } from '#federation/office.ts';
import { checkLogSignature } from '#federation/trust.ts';
import { newestCheckpoint } from '#ledger/checkpoints.ts';
import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { strippedCheckpoint } from './misbehaviour.ts';
import { newestSeenCheckpoint, newestSeenCheckpoints } from './seen-checkpoints.ts';

/**
 * What travels to a peer: our newest checkpoint, the newest we saw of its log, and those of some other logs in turns, so
 * that it can compare: whoever shows two histories shows them to two peers.
 */
export async function checkpointsFor({ store, own }: Office, peerLog: string): Promise<readonly string[]> {
  const { connection } = store;
  const heads = [await newestCheckpoint(connection, own.log), await newestSeenCheckpoint(connection, peerLog)];
  heads.push(...(await newestSeenCheckpoints(connection, [own.log, peerLog], MAX_HEADS - heads.length)));
  return heads.flatMap((head) => (head === undefined ? [] : [formatSignedCheckpoint(strippedCheckpoint(head))]));
}

/** Of what a peer says it saw, only what a pinned log signed is worth remembering. */
export function verifiedCheckpoints(
  texts: readonly string[],
  { trust }: Standing,
  now: Temporal.Instant,
): readonly SignedCheckpoint[] {
  return texts.flatMap((text) => {
    const parsed = parseCheckpoint(text);
    return parsed.ok && checkLogSignature(parsed.value, trust, now).ok ? [parsed.value] : [];
  });
}
