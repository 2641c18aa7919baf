import type { PeerFetch } from '#federation/fetch.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import { byMail, byWebhook } from '#outgoing/channels.ts';
import type { Sending } from '#outgoing/queue.ts';
import type { Mailer } from '#parties/mail.ts';
import { languageOfPerson } from '#parties/persons/languages.ts';
import { mandatesOf, partyOf } from '#parties/view.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import { personSettings } from '#reminders/settings.ts';
import { inLanguage } from '#speaking';
import type { Language } from '#texts/languages.ts';
import { GATEWAY_TEXTS as T } from './gateway-texts.ts';
import { type EventReads, findEvents } from './hooks/find-events.ts';
import { EVENTS_OUT, forgetOld, hookFailed, wasTaken } from './hooks/hook-queue.ts';
import { LOOK_EVERY_MS, SENT_AT_ONCE } from './hooks/limits.ts';
import { type Hook, hooksOn, stopHook } from './hooks/subscriptions.ts';
import { ANSWERED_AT_ONCE, ANSWERS_OUT, answeredMail, answerText } from './mail/answer.ts';
import { languageOfMail } from './mail/mail-language.ts';

export type GatewayJobSettings = EventReads & {
  readonly fetch: PeerFetch;
  readonly webhookKey: PrivateKey;
  readonly mailer: Mailer | undefined;
  readonly emergencyPhone: string | undefined;
  /** Of mails to whoever has chosen none, or whose mail tells none. */
  readonly language: Language;
  readonly random: () => number;
  /** The process's own time: tries are spaced by it, whatever the realm's clock does. */
  readonly wall: () => Temporal.Instant;
  readonly trouble: (error: unknown, doing: string) => void;
};

/** What the process on duty does for other desks: finds events, sends them, answers mail. */
export class GatewayJob implements AsyncDisposable {
  readonly #settings: GatewayJobSettings;
  readonly #loop: RetryLoop;

  constructor(settings: GatewayJobSettings) {
    this.#settings = settings;
    this.#loop = new RetryLoop({
      attempt: () => this.#look(),
      random: settings.random,
      timer: MACHINE_TIMER,
      trouble: (error) => settings.trouble(error, 'tell other desks'),
    });
  }

  wake(): void {
    this.#loop.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]();
  }

  async #look(): Promise<Step> {
    const { store, wall } = this.#settings;
    await forgetOld(store.connection, wall());
    await ANSWERS_OUT.sendDue(this.#sending(), ANSWERED_AT_ONCE, ({ id }) => this.#answer(id));
    // A receiver that takes its time costs its own party time, and no other.
    const parties = Map.groupBy(await hooksOn(store.connection), ({ party }) => party);
    const more = await Promise.all([...parties.values()].map((hooks) => this.#tell(hooks)));
    return more.includes(true) ? 'again' : { idleMs: LOOK_EVERY_MS };
  }

  /** A party's webhooks, one after the other; true where there may be more to tell. */
  async #tell(hooks: readonly Hook[]): Promise<boolean> {
    const { store, ledger, wall } = this.#settings;
    let more = false;
    for (const hook of hooks) {
      // It was made with somebody's mandate, and ends with it.
      if ((await mandatesOf(store.connection, hook.party, ledger.now(), hook.madeBy)).length === 0) {
        await stopHook(store.connection, hook.id, wall());
        continue;
      }
      if (await findEvents(this.#settings, hook, { now: ledger.now(), wall: wall() })) more = true;
      await this.#sendTo(hook);
    }
    return more;
  }

  #sending(): Sending {
    const { store, wall, random } = this.#settings;
    return { connection: store.connection, wall, random };
  }

  async #sendTo(hook: Hook): Promise<void> {
    const { store, wall } = this.#settings;
    const failed = await EVENTS_OUT.sendInOrder(this.#sending(), { hook: hook.id }, SENT_AT_ONCE, async (row) => {
      const what = { id: row.id, address: hook.address, body: row.body };
      const fault = await byWebhook(this.#settings, what, T.notTaken);
      if (fault === undefined) await wasTaken(store.connection, row, wall());
      return fault;
    });
    if (failed && (await hookFailed(store.connection, hook, wall()))) await this.#tellStopped(hook);
  }

  /** Administrators who have set a mail address are told; all see it on the page. */
  async #tellStopped({ id, party }: Hook): Promise<void> {
    const { store, mailer, ledger, publicUrl, language, trouble } = this.#settings;
    const mandates = await mandatesOf(store.connection, party, ledger.now());
    for (const { person, roles } of mandates) {
      if (mailer === undefined || !roles.includes('administrator')) continue;
      const { mail } = await personSettings(store.connection, person);
      if (mail === null) continue;
      const messageId = `<webhook-stopped-${id}-${person.split('#')[1]}@${new URL(publicUrl).hostname}>`;
      const read = (await languageOfPerson(store.connection, person)) ?? language;
      const words = inLanguage(read, () => ({
        subject: T.stoppedSubject,
        text: `${T.stopped}\n${publicUrl}/webhooks\n`,
      }));
      await mailer
        .sendPlain({ to: mail, language: read, ...words, messageId })
        .catch((error: unknown) => trouble(error, 'tell that a webhook was stopped'));
    }
  }

  async #answer(id: string): Promise<string | undefined | null> {
    const { store, mailer, publicUrl, emergencyPhone, language } = this.#settings;
    const { connection } = store;
    const row = await answeredMail(connection, id);
    if (mailer === undefined || row === undefined || row.answer_to === null) return null;
    const partyName = (await partyOf(connection, row.party))?.name ?? row.party;
    const written = (await languageOfMail(connection, row.id)) ?? language;
    const words = inLanguage(written, () => answerText(row, { partyName, publicUrl, emergencyPhone }));
    const messageId = `<mail-${row.id}@${new URL(publicUrl).hostname}>`;
    const answers = row.message_id;
    return byMail(mailer, { to: row.answer_to, language: written, ...words, messageId, answers });
  }
}
