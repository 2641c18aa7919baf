import type { Failure } from './attempts.ts';
import { retryAfterMs } from './backoff.ts';
import type { Due, Route } from './due.ts';

/** What one request carries at most. */
export const ITEMS_PER_REQUEST = 64;
/** A lane with nothing to do looks again after this, in case a wake-up was lost. */
const IDLE_CHECK_MS = 60_000;

/** What came of one batch: per item nothing, or why it has to be tried again. */
export type BatchOutcome =
  | {
      readonly reached: true;
      readonly failed: readonly { readonly due: Due; readonly code: string; readonly sentence: string }[];
    }
  /** The peer as a whole did not answer: nothing in the batch has gone through for all we know. */
  | { readonly reached: false; readonly code: string; readonly sentence: string };

export type LaneWork = {
  readonly route: Route;
  /** What is due now, at most {@link ITEMS_PER_REQUEST}. */
  readonly due: () => Promise<readonly Due[]>;
  readonly send: (batch: readonly Due[]) => Promise<BatchOutcome>;
  readonly failed: (failures: readonly Failure[]) => Promise<void>;
  readonly nextTry: () => Promise<Temporal.Instant | undefined>;
  readonly now: () => Temporal.Instant;
  readonly random: () => number;
  readonly trouble: (error: unknown) => void;
};

/**
 * One route's deliveries, one request at a time, so that what piles up meanwhile shares the next request. Each lane
 * waits for its own peer only: a dead or slow one holds up nobody else.
 */
export class Lane implements AsyncDisposable {
  readonly #work: LaneWork;
  #woken = Promise.withResolvers<void>();
  #isWoken = true;
  #ended = false;
  #failures = 0;
  /** Not before this, since the peer as a whole did not answer. Milliseconds of the clock. */
  #pausedUntil = 0;
  readonly #running: Promise<void>;

  constructor(work: LaneWork) {
    this.#work = work;
    this.#running = this.#run();
  }

  wake(): void {
    this.#isWoken = true;
    this.#woken.resolve();
  }

  /** The peer has shown itself: no need to wait out the pause. */
  peerIsBack(): void {
    this.#pausedUntil = 0;
    this.#failures = 0;
    this.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      const pause = this.#pausedUntil - this.#work.now().epochMilliseconds;
      if (pause > 0) {
        await this.#sleep(pause, 'unless ended');
        continue;
      }
      try {
        this.#isWoken = false;
        const batch = await this.#work.due();
        if (batch.length > 0) await this.#deliver(batch);
        else await this.#sleep(await this.#idleMs(), 'unless woken');
      } catch (error) {
        // A failure of ours (a full disk, a lost database), not the peer's: told, and tried again.
        this.#work.trouble(error);
        this.#pause();
      }
    }
  }

  async #deliver(batch: readonly Due[]): Promise<void> {
    const outcome = await this.#work.send(batch);
    if (outcome.reached) this.#failures = 0;
    else this.#pause();
    const { code, sentence } = outcome.reached ? { code: '', sentence: '' } : outcome;
    const failed = outcome.reached ? outcome.failed : batch.map((due) => ({ due, code, sentence }));
    const failures = failed.map(({ due, ...why }): Failure => {
      const count = due.failures + 1;
      return { digest: due.digest, failures: count, ...why, retryAfterMs: this.#itemWait(outcome.reached, count) };
    });
    if (failures.length > 0) await this.#work.failed(failures);
  }

  /** The lane itself pauses for a peer that is away; only what a living peer refuses waits for itself. */
  #itemWait(reached: boolean, failures: number): number {
    return reached ? retryAfterMs(failures, this.#work.random()) : 0;
  }

  #pause(): void {
    this.#failures += 1;
    const wait = retryAfterMs(this.#failures, this.#work.random());
    this.#pausedUntil = this.#work.now().epochMilliseconds + wait;
  }

  async #idleMs(): Promise<number> {
    const next = await this.#work.nextTry();
    if (next === undefined) return IDLE_CHECK_MS;
    return Math.min(Math.max(next.epochMilliseconds - this.#work.now().epochMilliseconds, 1), IDLE_CHECK_MS);
  }

  /** A wake-up that came while the work was looked for is not slept through. */
  async #sleep(ms: number, when: 'unless woken' | 'unless ended'): Promise<void> {
    if (this.#ended || (when === 'unless woken' && this.#isWoken)) return;
    this.#woken = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.#woken.resolve(), ms);
    timer.unref();
    await this.#woken.promise;
    clearTimeout(timer);
  }
}
