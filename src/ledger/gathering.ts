import { BATCH_PAUSE_MS, BATCHES_ALONE, ENOUGH_SUBMISSIONS } from './limits.ts';

/**
 * Most of what a batch costs is the same for one submission as for ten, so those that come one by one from several
 * sides wait a moment for each other. Who submits alone, or goes on with the last batch's answer in hand, never waits.
 */
export class Gathering {
  /** When the last batch began, by the process's own clock. */
  #beganAt = Number.NEGATIVE_INFINITY;
  /** Batches since submissions last came from more sides than one. */
  #alone = Number.POSITIVE_INFINITY;
  #end: (() => void) | undefined;

  began(submissions: number): void {
    this.#beganAt = performance.now();
    this.#alone = submissions > 1 ? 0 : this.#alone + 1;
  }

  /** Resolves when the next batch may begin, with so many submissions that wait by now. */
  async wait(submissions: number): Promise<void> {
    const ms = this.#beganAt + BATCH_PAUSE_MS - performance.now();
    if (ms <= 0 || this.#alone >= BATCHES_ALONE || submissions >= ENOUGH_SUBMISSIONS) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#end = resolve;
    await promise;
    clearTimeout(timer);
    this.#end = undefined;
  }

  /** One more waits. */
  joined(submissions: number): void {
    if (submissions >= ENOUGH_SUBMISSIONS) this.#end?.();
  }

  end(): void {
    this.#end?.();
  }
}

/** Whoever submits in the same breath shares a transaction; timers and sockets have their turn before each. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Everybody who was just answered has had their say by then. */
export function sameBreath(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
