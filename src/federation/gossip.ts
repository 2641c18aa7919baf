import { newestCheckpoint } from '#ledger/checkpoints.ts';
import { formatSignedCheckpoint, parseCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { newestHead } from './heads.ts';
import { strippedCheckpoint } from './misbehaviour.ts';
import type { Office, Standing } from './office.ts';
import { checkLogSignature } from './trust.ts';

/** What travels to a peer: our newest checkpoint, and the newest we saw of its log, so that it can compare. */
export async function headsFor({ store, own }: Office, peerLog: string): Promise<readonly string[]> {
  const heads = [await newestCheckpoint(store.connection, own.log), await newestHead(store.connection, peerLog)];
  return heads.flatMap((head) => (head === undefined ? [] : [formatSignedCheckpoint(strippedCheckpoint(head))]));
}

/** Of what a peer says it saw, only what a pinned log signed is worth remembering. */
export function verifiedHeads(
  texts: readonly string[],
  { trust }: Standing,
  now: Temporal.Instant,
): readonly SignedCheckpoint[] {
  return texts.flatMap((text) => {
    const parsed = parseCheckpoint(text);
    return parsed.ok && checkLogSignature(parsed.value, trust, now).ok ? [parsed.value] : [];
  });
}
