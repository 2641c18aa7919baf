import { retryAfterMs } from '#federation/backoff.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import { sendWebhook } from '#federation/webhook.ts';
import type { Mailer } from '#parties/mail.ts';
import { languageOfPerson } from '#parties/persons/languages.ts';
import { mandatesOf, partyOf } from '#parties/view.ts';
import type { PrivateKey } from '#primitives/primitives.ts';
import { personSettings } from '#reminders/settings.ts';
import { inLanguage } from '#speaking';
import type { Language } from '#texts/languages.ts';
import { GATEWAY_TEXTS as T } from './gateway-texts.ts';
import { type EventReads, findEvents } from './hooks/find-events.ts';
import { forgetOld, nextDelivery, wasNotTaken, wasTaken } from './hooks/hook-queue.ts';
import { LOOK_EVERY_MS, SENT_AT_ONCE } from './hooks/limits.ts';
import { type Hook, hooksOn, stopHook } from './hooks/subscriptions.ts';
import { answersWaiting, answerText, type WaitingAnswer, wasAnswered, wasNotAnswered } from './mail/answer.ts';
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
    for (const row of await answersWaiting(store.connection, wall())) await this.#answer(row);
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

  /** In order, until one is not taken. */
  async #sendTo(hook: Hook): Promise<void> {
    const { store, fetch, webhookKey, wall, random } = this.#settings;
    const { connection } = store;
    for (let sent = 0; sent < SENT_AT_ONCE; sent++) {
      const row = await nextDelivery(connection, hook.id, wall());
      if (row === undefined) return;
      const answer = await sendWebhook(fetch, webhookKey, {
        id: row.id,
        address: hook.address,
        body: row.body,
        at: wall(),
      });
      if (!answer.ok) {
        const sentence = `${answer.refusal.code}: ${T.notTaken}`;
        const stopped = await wasNotTaken(connection, hook, row, { sentence, wall: wall(), random: random() });
        if (stopped) await this.#tellStopped(hook);
        return;
      }
      await wasTaken(connection, row, wall());
    }
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

  async #answer(row: WaitingAnswer): Promise<void> {
    const { store, mailer, publicUrl, emergencyPhone, language, wall, random } = this.#settings;
    const { connection } = store;
    if (mailer === undefined || row.answer_to === null) return;
    const partyName = (await partyOf(connection, row.party))?.name ?? row.party;
    const written = (await languageOfMail(connection, row.id)) ?? language;
    const words = inLanguage(written, () => answerText(row, { partyName, publicUrl, emergencyPhone }));
    const messageId = `<mail-${row.id}@${new URL(publicUrl).hostname}>`;
    try {
      const answers = row.message_id;
      const sent = await mailer.sendPlain({ to: row.answer_to, language: written, ...words, messageId, answers });
      if (sent.ok) return await wasAnswered(connection, row.id);
    } catch {
      // The mail server could not be reached, or did not take it; what it says may hold addresses.
    }
    const pauseMs = retryAfterMs(Number(row.answer_failures) + 1, random());
    await wasNotAnswered(connection, row, wall().add({ milliseconds: pauseMs }));
  }
}
