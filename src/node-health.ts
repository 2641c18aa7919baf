import type { Ailment } from '#http/service.ts';
import { MOVED_SENTENCE, RECOVERING_SENTENCE, standingOfLog } from '#ledger/tables.ts';
import type { Node } from '#node.ts';

/** Null while statements can be read here and one can be appended. */
export async function ailmentOf({ ledger, store }: Pick<Node, 'ledger' | 'store'>): Promise<Ailment | null> {
  await ledger.published();
  const standing = await standingOfLog(store.connection);
  if (standing?.state === 'moved') return { code: 'ledger-moved', sentence: MOVED_SENTENCE };
  if (standing?.state === 'recovering') return { code: 'ledger-recovering', sentence: RECOVERING_SENTENCE };
  const refusing = await store.writing.refusing();
  if (refusing === undefined) return null;
  const { since } = refusing;
  const sentence =
    'The store takes no writes: run "comity doctor" on this machine, which says what to mend. Nothing that was accepted is lost, and the node goes on by itself.';
  return { code: 'store-refuses-writes', sentence, since };
}
