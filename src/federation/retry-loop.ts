import { retryAfterMs } from './backoff.ts';
import type { Timer } from './timer.ts';

/**
 * What one attempt came to: `again` at once (there may be more to do), `failed` (wait, each time longer), or nothing to
 * do for so many milliseconds unless woken.
 */
export type Step = 'again' | 'failed' | { readonly idleMs: number };

export type RetryWork = {
  readonly attempt: () => Promise<Step>;
  readonly random: () => number;
  readonly timer: Timer;
  /** A failure of ours (a full disk, a lost database), not the peer's: it is told, and the attempt made again. */
  readonly trouble: (error: unknown) => void;
};

/**
 * One thing done again and again for one peer, one attempt at a time: woken when there is something to do, paused
 * when the peer fails. Each waits for its own peer only, so a dead or slow one holds up nobody else.
 */
export class RetryLoop implements AsyncDisposable {
  readonly #work: RetryWork;
  #woken = Promise.withResolvers<void>();
  #isWoken = true;
  #ended = false;
  #resting = false;
  #failures = 0;
  readonly #running: Promise<void>;

  constructor(work: RetryWork) {
    this.#work = work;
    this.#running = this.#run();
  }

  /** There is something to do. Cuts no pause short: it begins once the pause is over. */
  wake(): void {
    this.#isWoken = true;
    if (this.#failures > 0) return;
    this.#resting = false;
    this.#woken.resolve();
  }

  /** Nothing to do: the next wake-up begins an attempt. */
  get isResting(): boolean {
    return this.#resting;
  }

  /** Waiting because the peer failed. */
  get isPaused(): boolean {
    return this.#failures > 0;
  }

  /** The peer has shown itself: the pause is over. */
  peerIsBack(): void {
    this.#failures = 0;
    this.wake();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#woken.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      this.#isWoken = false;
      const step = await this.#attempt();
      if (step === 'again') this.#failures = 0;
      else if (step === 'failed') await this.#pause();
      else {
        this.#failures = 0;
        // A wake-up that came during the attempt is not slept through.
        if (this.#isWoken) continue;
        this.#resting = true;
        await this.#sleep(step.idleMs);
        this.#resting = false;
      }
    }
  }

  async #attempt(): Promise<Step> {
    try {
      return await this.#work.attempt();
    } catch (error) {
      this.#work.trouble(error);
      return 'failed';
    }
  }

  async #pause(): Promise<void> {
    this.#failures += 1;
    await this.#sleep(retryAfterMs(this.#failures, this.#work.random()));
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#ended) return;
    this.#woken = Promise.withResolvers<void>();
    const takeBack = this.#work.timer.after(ms, () => this.#woken.resolve());
    await this.#woken.promise;
    takeBack();
  }
}
