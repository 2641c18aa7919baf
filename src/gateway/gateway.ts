/** The front door of the gateway: what `node.ts` needs of it. */
import { contactEntries } from '#contacts/directory.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { Job } from '#federation/job.ts';
import type { Model, Reader } from '#ledger/contract.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { accept, type Outcome } from '#outcome.ts';
import type { Mailer } from '#parties/mail.ts';
import { viewerFor } from '#parties/view.ts';
import type { Reminders } from '#reminders/reminders.ts';
import { type BlobPlace, createBlobs } from '#store/blobs.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { Turns } from '#store/turns.ts';
import type { Language } from '#texts/languages.ts';
import { GATEWAY_ACTS } from './acts.ts';
import { GatewayJob } from './gateway-job.ts';
import { whyNoAnswer } from './mail/automatic.ts';
import { type KeepServices, type Kept, keepMail } from './mail/keep-mail.ts';
import { READING_WAIT_MS } from './mail/limits.ts';
import { eraseInMails } from './mail/mail-erasure.ts';
import { readMail } from './mail/read-mail.ts';
import { GATEWAY_TABLES } from './tables.ts';

export const gatewayModel: Model = {
  name: 'gateway',
  types: [],
  rules: [],
  views: [],
  acts: GATEWAY_ACTS,
  erase: eraseInMails,
};
export const GATEWAY_TABLE_SETS: readonly TableSet[] = [GATEWAY_TABLES];

export type GatewaySettings = {
  readonly store: Store;
  readonly ledger: Pick<OpenLedger, 'realm' | 'now' | 'appends'>;
  readonly reader: Reader;
  readonly keyring: Keyring;
  readonly blobs: BlobPlace;
  readonly reminders: Pick<Reminders, 'due' | 'webhookKey'>;
  readonly fetch: PeerFetch;
  readonly publicUrl: string;
  /** Of mails to whoever has chosen none, or whose mail tells none; English where it is left out. */
  readonly language?: Language;
  /** Addresses of this node's own desks: an answer to one of them would come back. */
  readonly ownAddresses: readonly string[];
  readonly emergencyPhone?: string | undefined;
  readonly mailer?: Mailer | undefined;
  readonly random?: () => number;
  readonly wall?: () => Temporal.Instant;
  readonly trouble?: (error: unknown, doing: string) => void;
};

/** Mails that somebody brought as files are of one client. */
const FILES = 'files';

export type TakenMail = {
  readonly parties: readonly string[];
  readonly raw: Uint8Array;
  /** The envelope's sender, empty for a bounce; null where the mail came as a file. */
  readonly sender: string | null;
  /** Whom it was taken from; the mails of one client share their places. */
  readonly client?: string;
};

export type Gateway = AsyncDisposable & {
  /** Keeps a mail as a draft for each of these desks; the same mail again changes nothing. */
  take(mail: TakenMail): Promise<Outcome<readonly Kept[]>>;
  /** Webhooks changed, or a mail came. */
  wake(): void;
};

/** From now on webhooks are told and mails answered, while this process is on duty. */
export async function openGateway(settings: GatewaySettings): Promise<Gateway> {
  const { store, ledger, reminders } = settings;
  await createTables(store, GATEWAY_TABLE_SETS);
  const trouble = settings.trouble ?? (() => undefined);
  const job = new Job<GatewayJob>({
    onDuty: () => ledger.appends,
    begin: () =>
      new GatewayJob({
        ...{ store, ledger, trouble, due: reminders.due, webhookKey: reminders.webhookKey },
        fetch: settings.fetch,
        publicUrl: settings.publicUrl,
        language: settings.language ?? 'en',
        mailer: settings.mailer,
        emergencyPhone: settings.emergencyPhone,
        random: settings.random ?? Math.random,
        wall: settings.wall ?? (() => Temporal.Now.instant()),
      }),
    trouble: (error) => trouble(error, 'hand the gateway over to another process'),
  });
  const services = keepServices(settings);
  const reading = new Turns('the reading of a mail', READING_WAIT_MS);
  return {
    async take({ parties, raw, sender, client = FILES }) {
      // One after another: what reading a hostile one takes, in time and memory, is taken once.
      const mail = await reading.run(() => readMail(raw, ledger.now()));
      if (!mail.ok) return mail;
      const silence = whyNoAnswer(sender, mail.value.headers);
      const isOwn = settings.ownAddresses.includes(sender?.toLowerCase() ?? '');
      const answerTo = silence === null && !isOwn && settings.mailer !== undefined ? sender : null;
      const kept: Kept[] = [];
      for (const [at, party] of parties.entries()) {
        const by = sender === null ? 'file' : 'smtp';
        // One answer for one mail, however many desks it was sent to.
        const one = await keepMail(services, {
          party,
          raw,
          mail: mail.value,
          by,
          client,
          answerTo: at === 0 ? answerTo : null,
        });
        if (!one.ok) return one;
        kept.push(one.value);
      }
      job.work?.wake();
      return accept(kept);
    },
    wake: () => job.work?.wake(),
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}

function keepServices({ store, ledger, reader, keyring, blobs }: GatewaySettings): KeepServices {
  const { connection } = store;
  return {
    store,
    blobs: createBlobs(blobs, keyring),
    now: () => ledger.now(),
    async listedBy(party, fingerprint) {
      const viewer = await viewerFor(connection, { kind: 'key', party }, ledger.now());
      const entries = await contactEntries({ connection, reader }, viewer, ledger.now());
      return entries.find(({ pgp }) => pgp === fingerprint)?.statement ?? null;
    },
  };
}
