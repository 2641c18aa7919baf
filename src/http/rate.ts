/** How many of something one sender may do in a window of time; the oldest senders are forgotten first. */
export class Rate {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #remembered: number;
  readonly #seen = new Map<string, { since: number; count: number }>();

  constructor({
    most,
    windowMs,
    remembered,
  }: { readonly most: number; readonly windowMs: number; readonly remembered: number }) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#remembered = remembered;
  }

  /** Counts one; false when this sender has had all it may. `nowMs` only rises. */
  take(sender: string, nowMs: number): boolean {
    const known = this.#seen.get(sender);
    const current =
      known === undefined || nowMs - known.since >= this.#windowMs ? { since: nowMs, count: 0 } : known;
    this.#seen.delete(sender);
    this.#seen.set(sender, current);
    if (this.#seen.size > this.#remembered) this.#seen.delete(this.#seen.keys().next().value!);
    current.count++;
    return current.count <= this.#most;
  }
}
