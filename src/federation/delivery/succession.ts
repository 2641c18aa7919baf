import { newestCheckpoint } from '#ledger/checkpoints.ts';
import type { Ledger } from '#ledger/contract.ts';
import { stateSuccession } from '#ledger/successor.ts';
import { accept, type Outcome } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Store } from '#store/open.ts';
import { askAllForBackfill } from './backfill.ts';

/**
 * Says in public what a successor log succeeds, in the name of the node's first party. Peers confirm the new log as
 * they confirmed the old one, through the party's point of contact; until then they take nothing from it.
 */
export async function announceSuccession(ledger: Ledger, store: Store, origin: string): Promise<Outcome<unknown>> {
  const speaker = (await partiesHosted(store.connection)).find((party) => party.case !== null);
  if (speaker?.case === undefined || speaker.case === null) return accept(null);
  const begins = (await newestCheckpoint(store.connection, ledger.origin)) === undefined;
  if (ledger.origin !== origin && begins) await askAllForBackfill(store);
  return stateSuccession(ledger, store, origin, speaker.party, speaker.case);
}
