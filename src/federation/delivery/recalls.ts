import { partyViews } from '#federation/agreements/held-statements.ts';
import { hidesVictim, isPrivate, mayFollow } from '#federation/given-claims.ts';
import { type Office, standingNow } from '#federation/office.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import type { Timer } from '#federation/timer.ts';
import { isPassing } from '#ledger/codes.ts';
import type { Recorded } from '#ledger/contract.ts';
import type { Refusal } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import { primitives } from '#primitives';
import { traitsOf } from '#statement/traits.ts';
import {
  binds,
  type Calling,
  callings,
  callingsAbove,
  callingsBack,
  counted,
  type Given,
  givenBy,
  giversOf,
  lastReport,
  reachBelow,
} from './recall-count.ts';

/** What comes close together is counted once. */
export const GATHERED_MS = 50;
const IDLE_MS = 3_600_000;

export type RecallsSettings = {
  readonly office: Office;
  readonly random: () => number;
  readonly timer: Timer;
  readonly trouble: (error: unknown, doing: string) => void;
};

/**
 * Recalls, withdrawals and corrections travel hop by hop: whatever calls a statement back is released to everybody
 * whom one of our parties gave that statement to, on the same terms, and what they answer is counted and reported to
 * whoever gave the recall to us. All of it follows from statements; what was missed is found at the next start.
 */
export class Recalls implements AsyncDisposable {
  readonly #settings: RecallsSettings;
  readonly #unsubscribe: () => void;
  readonly #loop: RetryLoop;
  /** Digests of what may be a calling that has changed; null until everything was looked at once. */
  #touched: Set<string> | null = null;

  constructor(settings: RecallsSettings) {
    this.#settings = settings;
    this.#unsubscribe = settings.office.ledger.onRecorded((records) => this.#recorded(records));
    this.#loop = new RetryLoop({
      attempt: () => this.#attempt(),
      random: settings.random,
      timer: settings.timer,
      trouble: (error) => settings.trouble(error, 'pass recalls on'),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    await this.#loop[Symbol.asyncDispose]();
  }

  #recorded(records: readonly Recorded[]): void {
    const before = this.#touched?.size ?? 0;
    for (const { type, digest, claims } of records) {
      const about = type === 'recall-report' ? claims.get('recall')?.value : claims.get('target')?.value;
      if (typeof about === 'string') this.#touched?.add(about);
      if (type !== 'receipt' && type !== 'acknowledgement') this.#touched?.add(digest);
    }
    if ((this.#touched?.size ?? 0) === before) return;
    // What failed before it waits for no longer than what is new.
    if (this.#loop.isPaused) this.#loop.peerIsBack();
    else this.#loop.wake();
  }

  async #attempt(): Promise<Step> {
    await new Promise((gathered) => setTimeout(gathered, GATHERED_MS));
    const touched = this.#touched;
    this.#touched = new Set();
    try {
      await this.#lookAt(touched);
    } catch (error) {
      // What could not be followed is looked at again, and everything where that is not known.
      if (!(error instanceof NotFollowed)) this.#touched = null;
      else for (const digest of error.digests) this.#touched?.add(digest);
      throw error;
    }
    return { idleMs: IDLE_MS };
  }

  async #lookAt(touched: ReadonlySet<string> | null): Promise<void> {
    const { connection } = this.#settings.office.store;
    // Whoever is given a statement that was called back before is to hear of that.
    const named = touched === null ? undefined : [...touched, ...(await callingsBack(connection, [...touched]))];
    const found = await callings(connection, named);
    const above = await callingsAbove(
      connection,
      found.map((calling) => calling.target),
    );
    const known = new Set(found.map((calling) => calling.digest));
    const more = await callings(
      connection,
      above.filter((digest) => !known.has(digest)),
    );
    const all = [...found, ...more];
    if (all.length === 0) return;
    const { hosted } = await standingNow(this.#settings.office);
    const failures: unknown[] = [];
    const failing = new Set<string>();
    for (const calling of all) {
      for (const party of hosted) {
        await this.#follow(party, calling).catch((error) => {
          failures.push(error);
          failing.add(calling.digest);
        });
      }
    }
    if (failures.length > 0) throw new NotFollowed(failures, failing);
  }

  async #follow(party: string, calling: Calling): Promise<void> {
    const { connection } = this.#settings.office.store;
    const givers = await giversOf(connection, party, calling.digest);
    if (calling.issuer !== party && givers.length === 0) return;
    if (!(await binds(connection, party, calling))) return;
    await this.#passOn(party, calling);
    await this.#report(party, calling, givers);
  }

  /** Releases the calling to whoever was given its target and has not been given the calling yet. */
  async #passOn(party: string, calling: Calling): Promise<void> {
    const { connection } = this.#settings.office.store;
    const informed = new Set((await givenBy(connection, party, calling.digest)).map((given) => given.to));
    const first = new Map<string, Given>();
    for (const given of await givenBy(connection, party, calling.target)) {
      if (!informed.has(given.to) && given.to !== calling.issuer && !first.has(given.to))
        first.set(given.to, given);
    }
    for (const given of first.values()) await this.#release(party, calling, given);
  }

  async #release(party: string, calling: Calling, given: Given): Promise<void> {
    const { ledger, store } = this.#settings.office;
    const [view] = await partyViews(store.connection, [{ digest: calling.digest, party }], ledger.now());
    const caseId = calling.case_id ?? given.case;
    if (view === undefined || caseId === null) return;
    const { type, issuer } = view.holding;
    const traits = traitsOf(ledger.types);
    const may = mayFollow(traits, type, given.claims);
    const claims = [...view.claims.keys()].filter((name) => may(name) && !isPrivate(name));
    const speaker = await partyOf(store.connection, issuer);
    const submitted = await ledger.submit({
      kind: 'draft',
      actor: { kind: 'node' },
      jobKey: passingKey(calling.digest, given.to),
      draft: {
        type: 'release',
        issuer: party,
        case: caseId,
        claims: {
          target: calling.digest,
          to: given.to,
          claims: claims.sort(),
          channel: given.channel,
          hides_victim: hidesVictim(traits, type, claims, speaker),
        },
      },
    });
    if (!submitted.ok) this.#refused(`pass ${calling.digest} on to ${given.to}`, submitted.refusal);
  }

  /** What a rule refuses it refuses as often as it is tried; others could make it so, and it must hold up nothing else. */
  #refused(doing: string, { code, sentence }: Refusal): void {
    const failure = new Error(`${doing}: ${code} (${sentence})`);
    if (isPassing(code)) throw failure;
    this.#settings.trouble(failure, doing);
  }

  /**
   * Tells each giver how far the calling has come below this party. Each party is counted once, by whoever it had the
   * calling from first: the others are told of nobody.
   */
  async #report(party: string, calling: Calling, givers: readonly string[]): Promise<void> {
    const { ledger, store } = this.#settings.office;
    if (calling.case_id === null) return;
    for (const [at, giver] of givers.entries()) {
      const below = at === 0 ? await reachBelow(store.connection, party, calling) : NOBODY_BELOW;
      const itself = at === 0 ? 1 : 0;
      const counts = { confirmed: counted([below.confirmed, itself]), unconfirmed: below.unconfirmed };
      const last = await lastReport(store.connection, party, giver, calling);
      if (last?.confirmed === counts.confirmed && last.unconfirmed === counts.unconfirmed) continue;
      const claims = { to: giver, recall: calling.digest, target: calling.target, ...counts };
      const draft = { type: 'recall-report', issuer: party, case: calling.case_id, claims };
      const submitted = await ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft });
      if (!submitted.ok) this.#refused(`report on ${calling.digest} to ${giver}`, submitted.refusal);
    }
  }
}

class NotFollowed extends AggregateError {
  readonly digests: ReadonlySet<string>;

  constructor(failures: readonly unknown[], digests: ReadonlySet<string>) {
    super(failures, `${digests.size} callings could not be followed`);
    this.digests = digests;
  }
}

const NOBODY_BELOW = { confirmed: 0, unconfirmed: 0 };

/** A recall is passed on once to each holder, also after a crash. */
export function passingKey(recall: string, to: string): string {
  return primitives.sha256Base64url(`pass on ${recall} ${to}`);
}
