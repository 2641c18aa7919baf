/** The front door of the directory: what `node.ts` needs of it. */
import { Job } from '#federation/job.ts';
import type { Office } from '#federation/office.ts';
import type { Model, Reader } from '#ledger/contract.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { CONTACT_ACTS } from './acts.ts';
import { PingJob } from './ping-job.ts';
import { PROPOSAL_TABLES } from './proposals.ts';
import { CONTACT_RULES } from './rules.ts';
import { SCHEDULE_TABLES } from './schedule.ts';
import { CONTACT_TYPES } from './statements.ts';
import { contactsView } from './view.ts';

/** What this room adds to the ledger. */
export const contactsModel: Model = {
  name: 'contacts',
  types: CONTACT_TYPES,
  rules: CONTACT_RULES,
  views: [contactsView],
  acts: CONTACT_ACTS,
};

/** Private tables of this room, carried by a backup. */
export const CONTACT_TABLE_SETS: readonly TableSet[] = [PROPOSAL_TABLES, SCHEDULE_TABLES];

export type Contacts = AsyncDisposable & {
  /** A rhythm was set: the process on duty looks at once, another one when it looks next. */
  wake(): void;
};

export type ContactsSettings = {
  readonly office: Office;
  readonly ledger: OpenLedger;
  readonly reader: Reader;
  readonly random?: () => number;
  readonly trouble?: (error: unknown, doing: string) => void;
};

/** From now on pings and answers reach whom they are for, while this process is on duty. */
export async function openContacts({ office, ledger, reader, ...options }: ContactsSettings): Promise<Contacts> {
  await createTables(office.store, CONTACT_TABLE_SETS);
  const trouble = options.trouble ?? (() => undefined);
  const random = options.random ?? Math.random;
  const job = new Job<PingJob>({
    onDuty: () => ledger.appends,
    begin: () => new PingJob({ office, reader, random, trouble }),
    trouble: (error) => trouble(error, 'hand the pings over to another process'),
  });
  return { wake: () => job.work?.wake(), [Symbol.asyncDispose]: () => job[Symbol.asyncDispose]() };
}
