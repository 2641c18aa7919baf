import type { Authority, Ledger, Reader } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { type ContactEntry, contactEntries } from './directory.ts';
import { measuredBy } from './trials.ts';

/** What the mouths of this room stand on. */
export type ContactServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
  /** A rhythm was set: the process on duty looks at once. */
  wake(): void;
};

/** The directory with a viewer's eyes, and with what that viewer's own party measured. */
export async function directoryFor(services: ContactServices, viewer: Viewer): Promise<readonly ContactEntry[]> {
  const now = services.ledger.now();
  const measured = await measuredBy(services.connection, viewer.party, now);
  return contactEntries(services, viewer, now, measured);
}
