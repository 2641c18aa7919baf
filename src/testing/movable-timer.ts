import type { Timer } from '#federation/timer.ts';

/** How far one step of a long move goes, so that what a pause ends in can begin the next pause before time goes on. */
const STEP_MS = 60_000;
/** What a woken attempt is given, in real time, before the next step. */
const SETTLED_MS = 25;

type Waiting = { readonly at: number; readonly call: () => void };

/** The machine's time, which a test can move on: real seconds count, and so do those that `move` skips. */
export class MovableTimer implements Timer {
  #skippedMs = 0;
  readonly #waiting = new Map<NodeJS.Timeout, Waiting>();

  readonly now = (): Temporal.Instant => Temporal.Now.instant().add({ milliseconds: this.#skippedMs });

  readonly after = (ms: number, call: () => void): (() => void) => {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      call();
    }, ms);
    timer.unref();
    this.#waiting.set(timer, { at: this.now().epochMilliseconds + ms, call });
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(timer);
    };
  };

  /** Lets so much time pass, step by step; `between` runs after each with the minutes that have passed. */
  async move(
    duration: Temporal.Duration,
    between: (minutes: number) => Promise<void> = async () => {},
  ): Promise<void> {
    const wholeMs = duration.total('milliseconds');
    for (let passedMs = 0; passedMs < wholeMs; passedMs += STEP_MS) {
      this.#skippedMs += STEP_MS;
      this.#ring();
      await new Promise((settled) => setTimeout(settled, SETTLED_MS));
      await between((passedMs + STEP_MS) / 60_000);
    }
  }

  #ring(): void {
    const now = this.now().epochMilliseconds;
    const due = [...this.#waiting]
      .filter(([, { at }]) => at <= now)
      .toSorted(([, one], [, other]) => one.at - other.at);
    for (const [timer, { call }] of due) {
      clearTimeout(timer);
      this.#waiting.delete(timer);
      call();
    }
  }
}
