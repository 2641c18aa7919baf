import { failureOf } from '#cli/failure.ts';
import type { Ailment } from '#http/service.ts';
import { MOVED_SENTENCE, RECOVERING_SENTENCE, standingOfLog } from '#ledger/tables.ts';
import type { Node } from '#node.ts';

const AWAY_SENTENCE =
  'The database does not answer: check DATABASE_URL and the server. Nothing that was accepted is lost, and the node goes on by itself.';

/** Null while statements can be read here and one can be appended. */
export async function ailmentOf(node: Pick<Node, 'ledger' | 'store'>): Promise<Ailment | null> {
  const { writing } = node.store;
  try {
    return await foundIn(node);
  } catch (failure) {
    if (!isAway(failure)) throw failure;
    writing.noticed();
    const { since } = (await writing.refusing()) ?? { since: Temporal.Now.instant() };
    return { code: 'database-unreachable', sentence: AWAY_SENTENCE, since };
  }
}

async function foundIn({ ledger, store }: Pick<Node, 'ledger' | 'store'>): Promise<Ailment | null> {
  await ledger.published();
  const standing = await standingOfLog(store.connection);
  if (standing?.state === 'moved') return { code: 'ledger-moved', sentence: MOVED_SENTENCE };
  if (standing?.state === 'recovering') return { code: 'ledger-recovering', sentence: RECOVERING_SENTENCE };
  const refusing = await store.writing.refusing();
  if (refusing === undefined) return null;
  if (isAway(refusing.cause)) throw refusing.cause;
  const { since } = refusing;
  const sentence =
    'The store takes no writes: run "comity doctor" on this machine, which says what to mend. Nothing that was accepted is lost, and the node goes on by itself.';
  return { code: 'store-refuses-writes', sentence, since };
}

function isAway(failure: unknown): boolean {
  return failureOf(failure).code === 'database-unreachable';
}
