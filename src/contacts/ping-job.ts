import { composeRelease } from '#federation/delivery/compose-release.ts';
import type { Office } from '#federation/office.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import type { Reader, Recorded } from '#ledger/contract.ts';
import type { Refusal } from '#outcome.ts';
import { contactPoint } from '#parties/statements.ts';
import { partiesHosted, viewerFor } from '#parties/view.ts';
import { primitives } from '#primitives';
import { traitsOf } from '#statement/traits.ts';
import { contactEntries } from './directory.ts';
import { answerPing, sendPing } from './ping.ts';
import { pingsDue, type Rhythm, rhythms } from './schedule.ts';
import { machineAnswersDue, undelivered } from './undelivered.ts';
import { pingsOf } from './view.ts';

/** Without anything recorded the schedule is looked at this often; in an exercise with a fast clock still in time. */
const LOOK_EVERY_MS = 5_000;
/** Scheduled pings sent in one round; more follow in the next, so that a new rhythm does not flood anybody. */
const PINGS_A_ROUND = 20;
const NODE = { kind: 'node' } as const;

export type PingJobSettings = {
  readonly office: Office;
  readonly reader: Reader;
  readonly random: () => number;
  readonly trouble: (error: unknown, doing: string) => void;
};

/**
 * What the process on duty does about pings: gives each to whom it is for, answers for the machine, and pings in the
 * rhythm that was set. All of it follows from statements; a crash at any moment is taken up by the next look.
 */
export class PingJob implements AsyncDisposable {
  readonly #settings: PingJobSettings;
  readonly #loop: RetryLoop;
  readonly #unsubscribe: () => void;
  /** What the rules refused: told once, and tried again when another process takes over. */
  readonly #refused = new Set<string>();

  constructor(settings: PingJobSettings) {
    this.#settings = settings;
    this.#unsubscribe = settings.office.ledger.onRecorded((records) => this.#recorded(records));
    this.#loop = new RetryLoop({
      attempt: () => this.#look(),
      random: settings.random,
      timer: MACHINE_TIMER,
      trouble: (error) => settings.trouble(error, 'see to pings of contacts'),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    await this.#loop[Symbol.asyncDispose]();
  }

  /** A rhythm was changed. */
  wake(): void {
    this.#loop.wake();
  }

  #recorded(records: readonly Recorded[]): void {
    const traits = traitsOf(this.#settings.office.ledger.types);
    const wakes = (type: string) => {
      const { givenBySaying, describes } = traits.type(type);
      return givenBySaying === 'addressee' || describes === 'peer' || type === contactPoint.name;
    };
    if (records.some(({ type }) => wakes(type))) this.#loop.wake();
  }

  async #look(): Promise<Step> {
    await this.#pingInRhythm();
    await this.#answerForMachine();
    await this.#give();
    return { idleMs: LOOK_EVERY_MS };
  }

  async #give(): Promise<void> {
    const { office } = this.#settings;
    for (const { digest, from, to, channel } of await undelivered(office.store.connection)) {
      if (this.#refused.has(digest)) continue;
      const draft = await composeRelease(office, { from, to, target: digest, channel });
      const given = draft.ok
        ? await office.ledger.submit({
            kind: 'draft',
            actor: NODE,
            draft: draft.value,
            jobKey: givingKey(digest, to),
          })
        : draft;
      if (!given.ok) this.#wasRefused(digest, given.refusal, `give ${digest} to ${to}`);
    }
  }

  async #answerForMachine(): Promise<void> {
    const { office } = this.#settings;
    const { ledger, store } = office;
    for (const ping of await machineAnswersDue(store.connection, ledger.now())) {
      if (this.#refused.has(ping.digest) || ping.challenge === null) continue;
      const wish = { response: ping.challenge, answeredBy: 'machine' } as const;
      const answered = await answerPing({ connection: store.connection, ledger }, NODE, ping, wish);
      if (!answered.ok) this.#wasRefused(ping.digest, answered.refusal, `answer the ping ${ping.digest}`);
    }
  }

  async #pingInRhythm(): Promise<void> {
    const { connection } = this.#settings.office.store;
    const hosted = new Set((await partiesHosted(connection)).map(({ party }) => party));
    for (const rhythm of await rhythms(connection)) {
      if (rhythm.on && hosted.has(rhythm.party)) await this.#pingFor(rhythm);
    }
  }

  async #pingFor(rhythm: Rhythm): Promise<void> {
    const { office, reader } = this.#settings;
    const { ledger, store } = office;
    const { connection } = store;
    const now = ledger.now();
    const viewer = await viewerFor(connection, { kind: 'key', party: rhythm.party }, now);
    const entries = await contactEntries({ connection, reader }, viewer, now);
    const sent = await pingsOf(connection, { issuer: rhythm.party });
    for (const { party: to, channel, contact } of pingsDue(rhythm, entries, sent, now).slice(0, PINGS_A_ROUND)) {
      const name = `scheduled ${rhythm.party} ${to} ${channel} ${contact}`;
      if (this.#refused.has(name)) continue;
      const wish = { to, channel, mode: 'scheduled', answerHours: rhythm.answerHours } as const;
      const pinged = await sendPing({ connection, ledger }, NODE, rhythm.party, {
        ...wish,
        ...(contact === null ? {} : { contact }),
      });
      if (!pinged.ok) this.#wasRefused(name, pinged.refusal, `ping ${to}`);
    }
  }

  #wasRefused(what: string, { code, sentence }: Refusal, doing: string): void {
    this.#refused.add(what);
    this.#settings.trouble(new Error(`${code}: ${sentence}`), doing);
  }
}

/** A ping is given once to whom it asks, also after a crash. */
export function givingKey(ping: string, to: string): string {
  return primitives.sha256Base64url(`give ping ${ping} ${to}`);
}
