/**
 * Which process appends: the one that holds the lock. The others hand their submissions over, pass on what was
 * recorded, and try for the lock, so that any of them takes over when the appender dies.
 */
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { InTransaction } from '#store/connection.ts';
import { awaitTableTurn, scrub } from '#store/dialect.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Store } from '#store/open.ts';
import { type Admitted, admit } from './admission.ts';
import { type Answer, Appender, reload, takeEpoch, type Waiting } from './appender.ts';
import type { AppendState } from './appending.ts';
import { publish, publishedCheckpoint } from './checkpoints.ts';
import type { Recorded, Submission } from './contract.ts';
import { erasuresIn, reconcileErasures } from './erasure.ts';
import type { ErasureList } from './erasure-list.ts';
import { type HandedOver, type HandOff, Signal } from './hand-off.ts';
import { lastArrival, recordsInOrder } from './held.ts';
import { checkUpperTree } from './integrity.ts';
import { FOLLOW_PAUSE_MS, TAKE_OVER_POLL_MS } from './limits.ts';
import type { Listeners } from './listeners.ts';
import { keepPadding } from './padding.ts';
import type { PartyReads } from './signers.ts';

export type ElectionOptions = {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly parties: PartyReads;
  readonly logKey: VerifierKey;
  readonly clock: () => Temporal.Instant;
  readonly report: (failure: unknown) => void;
  readonly handOff: HandOff;
  readonly erasures: ErasureList;
  readonly recorded: Listeners<readonly Recorded[]>;
  readonly published: Listeners<SignedCheckpoint>;
  readonly cadenceMs: number;
  readonly paddingMultiple: number;
  readonly newState: (epoch: number) => AppendState;
};

export class Election implements AsyncDisposable {
  readonly #options: ElectionOptions;
  readonly #signal = new Signal();
  #appender: Appender | undefined;
  #state: AppendState | undefined;
  /** The last arrival that listeners of this process have heard of. */
  #heard = 0;
  #publishedSize = 0;
  #closed = false;
  #loop: Promise<void> | undefined;
  #watch: AsyncDisposable | undefined;
  #cadence: NodeJS.Timeout | undefined;
  #publishing: Promise<void> | undefined;
  /** When the views behind the append last caught up, by the process's own clock. */
  #followedAt = Number.NEGATIVE_INFINITY;
  #following: NodeJS.Timeout | undefined;

  private constructor(options: ElectionOptions) {
    this.#options = options;
  }

  /** Throws when this process could append but the stored log is damaged: then nothing may be signed. */
  static async begin(options: ElectionOptions): Promise<Election> {
    const election = new Election(options);
    election.#heard = await lastArrival(options.store.connection);
    await election.#stand();
    election.#watch = await options.store.watch(() => {
      election.#signal.raise();
      options.handOff.changed();
    });
    election.#loop = election.#run();
    election.#cadence = setInterval(() => election.#tick(), options.cadenceMs);
    election.#cadence.unref();
    return election;
  }

  get appends(): boolean {
    return this.#appender !== undefined;
  }

  submit(submission: Submission, admitted: Admitted): Promise<Answer> {
    const appender = this.#appender;
    if (appender === undefined) return this.#options.handOff.submit(submission);
    return new Promise((resolve, reject) => {
      const lost = () => void this.#options.handOff.submit(submission).then(resolve, reject);
      const queued = appender.enqueue({ admitted, resolve, reject, lost });
      if (!queued.ok) resolve(queued);
    });
  }

  /** Undefined when this process does not append. */
  exclusive<Value>(
    work: (transaction: InTransaction, at: Temporal.Instant) => Promise<Value>,
  ): Promise<Value> | undefined {
    return this.#appender?.exclusive(work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#appender?.end();
    clearInterval(this.#cadence);
    clearTimeout(this.#following);
    this.#signal.raise();
    await this.#loop;
    await this.#publishing;
    await this.#watch?.[Symbol.asyncDispose]();
    await this.#appender?.[Symbol.asyncDispose]();
    this.#appender = undefined;
  }

  /** Tries for the lock; with it the views are brought up to date and the stored log is checked before anything signs. */
  async #stand(): Promise<void> {
    const { store, newState, logKey, erasures } = this.#options;
    const lock = await store.tryAppenderLock();
    if (lock === undefined) return;
    try {
      const state = newState(await takeEpoch(store, logKey.name));
      await store.transaction(async (transaction) => {
        await awaitTableTurn(transaction);
        await state.views.bringUpToDate(transaction);
        await reconcileErasures(transaction, state.views, erasures);
      });
      await checkUpperTree(store.connection, logKey, this.#options.clock());
      await reload(store, state);
      await this.#options.handOff.clear();
      // Nobody else can commit by now: what the one before recorded last is heard before anything follows it.
      await this.#hear();
      this.#state = state;
      this.#publishedSize = (await publishedCheckpoint(store.connection, logKey.name))?.checkpoint.size ?? 0;
      this.#appender = new Appender({
        ...this.#options,
        lock,
        state,
        committed: (records) => this.#committed(records),
        lost: () => this.#lost(),
      });
    } catch (failure) {
      await lock[Symbol.asyncDispose]();
      throw failure;
    }
  }

  #lost(): void {
    this.#appender = undefined;
    this.#state = undefined;
  }

  /** Before the submitters are answered. The commit stands whatever fails here, so it is reported and not thrown. */
  async #committed(records: readonly Recorded[]): Promise<void> {
    this.#heard = records.at(-1)?.arrival ?? this.#heard;
    const erased = erasuresIn(records);
    if (erased.length > 0) {
      const { erasures, store, report } = this.#options;
      await erasures.add(erased).catch(report);
      await scrub(store.connection).catch(report);
    }
    this.#options.recorded.call(records);
    if (this.#state?.views.hasFollowers) this.#followSoon();
  }

  /** Everything between the appends; a failure is reported and the next round goes on. */
  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        if (this.#appender === undefined) await this.#stand();
        await this.#hear();
        const appender = this.#appender;
        if (appender !== undefined) {
          for (const handed of await this.#options.handOff.take()) await this.#takeOver(appender, handed);
          await this.#follow(appender);
        }
      } catch (failure) {
        if (!this.#closed) this.#options.report(failure);
      }
      await this.#signal.wait(TAKE_OVER_POLL_MS);
    }
  }

  /** What another process recorded. */
  async #hear(): Promise<void> {
    if (this.#appender !== undefined) return;
    for await (const records of recordsInOrder(this.#options.store.connection, { after: this.#heard })) {
      this.#heard = records.at(-1)?.arrival ?? this.#heard;
      this.#options.recorded.call(records);
    }
  }

  /** A step behind the append is a commit of its own, for which the appends after it would wait. */
  #followSoon(): void {
    if (this.#following !== undefined || this.#closed) return;
    const wait = this.#followedAt + FOLLOW_PAUSE_MS - performance.now();
    this.#following = setTimeout(
      () => {
        this.#following = undefined;
        this.#signal.raise();
      },
      Math.max(0, wait),
    );
    this.#following.unref();
  }

  async #follow(appender: Appender): Promise<void> {
    const views = this.#state?.views;
    if (views?.hasFollowers !== true) return;
    if (performance.now() < this.#followedAt + FOLLOW_PAUSE_MS) return this.#followSoon();
    this.#followedAt = performance.now();
    while (!this.#closed && (await appender.exclusive((transaction) => views.follow(transaction))));
  }

  async #takeOver(appender: Appender, { id, submission }: HandedOver): Promise<void> {
    const { handOff, store, report } = this.#options;
    const state = this.#state;
    if (state === undefined) return handOff.release(id);
    const admitted = admit(submission, state.catalogue, state.home);
    const done = () => handOff.release(id);
    if (!admitted.ok) {
      const refusal = { kind: 'refused', refusal: admitted.refusal } as const;
      await store.transaction((transaction) => handOff.answer(transaction, id, refusal));
      return done();
    }
    const reject = (failure: unknown) => {
      report(failure);
      void handOff.fail(id).catch(report).finally(done);
    };
    const answered: Waiting['answered'] = (transaction, result) => handOff.answer(transaction, id, result);
    const queued = appender.enqueue({ admitted: admitted.value, resolve: done, reject, lost: done, answered });
    if (!queued.ok) done();
  }

  #tick(): void {
    const appender = this.#appender;
    if (appender === undefined || this.#publishing !== undefined || this.#closed) return;
    this.#publishing = this.#publish(appender)
      .catch((failure: unknown) => this.#options.report(failure))
      .finally(() => {
        this.#publishing = undefined;
      });
  }

  async #publish(appender: Appender): Promise<void> {
    const tree = this.#state?.tree;
    if (tree === undefined || this.#state?.standing !== 'open' || tree.size === this.#publishedSize) return;
    const { paddingMultiple, published } = this.#options;
    const signed = await appender.exclusive(async (transaction, at) => {
      const over = paddingMultiple === 0 ? 0 : tree.size % paddingMultiple;
      const missing = over === 0 ? 0 : paddingMultiple - over;
      const padding = Array.from({ length: missing }, () => primitives.randomBytes(PADDING_BYTES));
      await keepPadding(transaction, tree, padding);
      await tree.append(transaction, padding, at);
      return publish(transaction, tree.origin, at);
    });
    this.#publishedSize = tree.size;
    if (signed !== undefined) published.call(signed);
  }
}

/** As long as a digest, so that nobody can tell the two apart. */
const PADDING_BYTES = 32;
