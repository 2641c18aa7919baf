import type { Authority, Ledger, Reader } from '#ledger/contract.ts';
import type { Connection } from '#store/connection.ts';
import type { Reminders } from './reminders.ts';

/** What the mouths of this room stand on. */
export type ReminderServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
  readonly reminders: Pick<Reminders, 'due' | 'webhookKey' | 'wake'>;
  readonly publicUrl: string;
};
