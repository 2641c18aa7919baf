import type { PeerFetch } from '#federation/fetch.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import type { Ledger } from '#ledger/contract.ts';
import { byMail, byWebhook } from '#outgoing/channels.ts';
import type { Mailer } from '#parties/mail.ts';
import { languageOfPerson } from '#parties/persons/languages.ts';
import { partiesHosted } from '#parties/view.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Store } from '#store/open.ts';
import type { Language } from '#texts/languages.ts';
import { type DueReads, dueItems } from './due.ts';
import { isQuiet, plan, stepsOf } from './plan.ts';
import { type OutgoingRow, REMINDERS_OUT, SENT_AT_ONCE, tell, toldKeys } from './queue.ts';
import { chainOf, type PersonSettings, partySettings, personSettings } from './settings.ts';

/** How often deadlines are looked at; a minute of a tenfold clock passes in six seconds. */
const LOOK_EVERY_MS = 2_000;

export type ReminderJobSettings = {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'realm' | 'now' | 'onRecorded'>;
  readonly due: DueReads;
  readonly mailer: Mailer | undefined;
  readonly fetch: PeerFetch;
  readonly webhookKey: PrivateKey;
  /** The node's address, for links, and the name that mails are identified under. */
  readonly publicUrl: string;
  /** Of whoever has chosen none. */
  readonly language: Language;
  readonly random: () => number;
  /** The process's own time: tries are spaced by it, whatever the realm's clock does. */
  readonly wall: () => Temporal.Instant;
  readonly trouble: (error: unknown, doing: string) => void;
};

/** What the process on duty does about reminders: finds what is to be told, writes it down, sends what waits. */
export class ReminderJob implements AsyncDisposable {
  readonly #settings: ReminderJobSettings;
  readonly #loop: RetryLoop;

  constructor(settings: ReminderJobSettings) {
    this.#settings = settings;
    this.#loop = new RetryLoop({
      attempt: () => this.#look(),
      random: settings.random,
      timer: MACHINE_TIMER,
      trouble: (error) => settings.trouble(error, 'see to reminders'),
    });
  }

  wake(): void {
    this.#loop.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]();
  }

  async #look(): Promise<Step> {
    const { store } = this.#settings;
    for (const { party } of await partiesHosted(store.connection)) await this.#tellParty(party);
    await this.#send();
    return { idleMs: LOOK_EVERY_MS };
  }

  async #tellParty(party: string): Promise<void> {
    const { store, ledger, due, publicUrl, language, wall } = this.#settings;
    const { connection } = store;
    const now = ledger.now();
    const items = await dueItems(due, party, now);
    if (items.length === 0) return;
    const told = await toldKeys(connection, items);
    const chain = await chainOf(connection, party, now);
    const persons = new Map<string, PersonSettings>();
    const languages = new Map<string, Language>();
    for (const person of new Set([...chain.levels.values()].flat())) {
      persons.set(person, await personSettings(connection, person));
      languages.set(person, (await languageOfPerson(connection, person)) ?? language);
    }
    const settingsOf = (person: string) => persons.get(person)!;
    const plans = items.map((item) => {
      const steps = stepsOf(item, chain, (person) => settingsOf(person).beforeHours);
      return { item, steps, ...plan(item, steps, told, now) };
    });
    const notices = plans.flatMap((one) => one.notices);
    if (notices.length === 0) return;
    const passed = plans.flatMap(({ item, steps, passed: keys }) =>
      steps.filter(({ key }) => keys.includes(key)).map(({ key, person }) => ({ key, item, person })),
    );
    const { timesTravel } = await partySettings(connection, party);
    await tell(store, {
      ...{ notices, passed, settingsOf },
      languageOf: (person) => languages.get(person)!,
      words: { publicUrl, realm: ledger.realm, timesTravel },
      ...{ at: now, wall: wall() },
    });
  }

  /** What waits, one after the other; within somebody's quiet hours it waits on. */
  async #send(): Promise<void> {
    const { store, ledger, wall, random } = this.#settings;
    await REMINDERS_OUT.sendDue({ connection: store.connection, wall, random }, SENT_AT_ONCE, async (row) => {
      const settings = await personSettings(store.connection, row.person);
      const isHeld = isQuiet(settings.quiet, Number(row.danger) === 1, ledger.now());
      return isHeld ? null : this.#sendOne(row, settings);
    });
  }

  /** Undefined when it was taken, else why not, in a sentence without addresses. */
  async #sendOne(row: OutgoingRow, { mail, webhook }: PersonSettings): Promise<string | undefined> {
    const { store, mailer, publicUrl } = this.#settings;
    if (row.channel === 'webhook') {
      if (webhook === null) return 'You have set no address for webhooks any more.';
      const what = { id: row.id, address: webhook, body: row.body };
      return byWebhook(this.#settings, what, 'the receiver of your webhook did not take it.');
    }
    if (mail === null) return 'You have set no address for mail any more.';
    if (mailer === undefined) return 'This node has no mail server set: ask its operator.';
    const messageId = `<reminder-${row.id}@${new URL(publicUrl).hostname}>`;
    const language = (await languageOfPerson(store.connection, row.person)) ?? this.#settings.language;
    return byMail(mailer, { to: mail, language, subject: row.subject, text: row.body, messageId });
  }
}
