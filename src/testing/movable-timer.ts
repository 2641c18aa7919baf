import type { Timer } from '#federation/timer.ts';

/** How far one step of a long move goes, so that what a pause ends in can begin the next pause before time goes on. */
const STEP_MS = 60_000;
/** What a woken attempt is given, in real time, before the next step: on a slow machine until it waits again. */
const SETTLED_MS = 25;
/** Who does not wait again (it was the last attempt, or its node was stopped) holds time up no longer than this. */
const SETTLED_AT_MOST_MS = 2_000;
const LOOK_MS = 5;

type Waiting = { readonly at: number; readonly call: () => void };

/** The machine's time, which a test can move on: real seconds count, and so do those that `move` skips. */
export class MovableTimer implements Timer {
  #skippedMs = 0;
  /** How often anybody began to wait. */
  #begun = 0;
  readonly #waiting = new Map<NodeJS.Timeout, Waiting>();

  readonly now = (): Temporal.Instant => Temporal.Now.instant().add({ milliseconds: this.#skippedMs });

  readonly after = (ms: number, call: () => void): (() => void) => {
    this.#begun += 1;
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
      await this.#ringAndSettle();
      await between((passedMs + STEP_MS) / 60_000);
    }
  }

  async #ringAndSettle(): Promise<void> {
    const before = this.#begun;
    const rung = this.#ring();
    await wait(SETTLED_MS);
    for (let waited = SETTLED_MS; this.#begun < before + rung && waited < SETTLED_AT_MOST_MS; waited += LOOK_MS) {
      await wait(LOOK_MS);
    }
  }

  /** Ends the pauses that are over, and says how many. */
  #ring(): number {
    const now = this.now().epochMilliseconds;
    const due = [...this.#waiting]
      .filter(([, { at }]) => at <= now)
      .toSorted(([, one], [, other]) => one.at - other.at);
    for (const [timer, { call }] of due) {
      clearTimeout(timer);
      this.#waiting.delete(timer);
      call();
    }
    return due.length;
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((over) => setTimeout(over, ms));
}
