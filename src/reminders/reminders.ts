/** The front door of reminders: what `node.ts` needs of them. */

import type { PeerFetch } from '#federation/fetch.ts';
import { Job } from '#federation/job.ts';
import { webhookKey } from '#federation/webhook.ts';
import type { Act, Model, Reader } from '#ledger/contract.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import type { Regimes } from '#obligations/regimes/load-regimes.ts';
import type { Mailer } from '#parties/mail.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import type { Language } from '#texts/languages.ts';
import type { DueReads } from './due.ts';
import { ReminderJob } from './reminder-job.ts';
import { REMINDER_TABLES } from './tables.ts';

/** Everybody sets their own reminders; who stands in for whom is the administrator's to set. */
const REMINDER_ACTS: readonly Act[] = [{ name: 'plan-reminders', roles: ['administrator'], scope: 'administer' }];

/** No statement is made about reminders: they tell persons of one party what its statements say already. */
export const remindersModel: Model = { name: 'reminders', types: [], rules: [], views: [], acts: REMINDER_ACTS };
export const REMINDER_TABLE_SETS: readonly TableSet[] = [REMINDER_TABLES];

export type RemindersSettings = {
  readonly store: Store;
  readonly ledger: OpenLedger;
  readonly reader: Reader;
  readonly keyring: Keyring;
  readonly regimes: Pick<Regimes, 'version'>;
  readonly fetch: PeerFetch;
  readonly publicUrl: string;
  /** Of mails and webhooks to whoever has chosen none; English where it is left out. */
  readonly language?: Language;
  readonly mailer?: Mailer;
  readonly random?: () => number;
  readonly wall?: () => Temporal.Instant;
  readonly trouble?: (error: unknown, doing: string) => void;
};

export type Reminders = AsyncDisposable & {
  readonly due: DueReads;
  readonly webhookKey: PrivateKey;
  /** Settings changed, or somebody wants another try. */
  wake(): void;
};

/** From now on persons are reminded, while this process is on duty. */
export async function openReminders(settings: RemindersSettings): Promise<Reminders> {
  const { store, ledger, reader, keyring, regimes, fetch, publicUrl, mailer } = settings;
  await createTables(store, REMINDER_TABLE_SETS);
  const key = await webhookKey(keyring, ledger.origin);
  const trouble = settings.trouble ?? (() => undefined);
  const due: DueReads = {
    connection: store.connection,
    reader,
    nameOf({ regime, version, stage }) {
      const text = regimes.version(regime, version);
      const named = text?.stages.find(({ id }) => id === stage);
      return text === undefined ? `${regime}: ${stage}` : `${text.title}: ${named?.name ?? stage}`;
    },
  };
  const job = new Job<ReminderJob>({
    onDuty: () => ledger.appends,
    begin: () =>
      new ReminderJob({
        store,
        ledger,
        due,
        mailer,
        fetch,
        webhookKey: key,
        publicUrl,
        language: settings.language ?? 'en',
        random: settings.random ?? Math.random,
        wall: settings.wall ?? (() => Temporal.Now.instant()),
        trouble,
      }),
    trouble: (error) => trouble(error, 'hand the reminders over to another process'),
  });
  return {
    due,
    webhookKey: key,
    wake: () => job.work?.wake(),
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}
