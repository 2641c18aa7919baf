/** Functions called with each event, in order of being added. One that throws is reported, and stops no other. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #report: (failure: unknown) => void;

  constructor(report: (failure: unknown) => void) {
    this.#report = report;
  }

  add(listener: (event: Event) => void): () => void {
    // A function of its own, so that the same listener added twice is ended once each.
    const own = (event: Event) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  call(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (failure) {
        this.#report(failure);
      }
    }
  }
}
