/** What happens within one minute happens in this order: what returns, what is hit, what fails for want of something. */
export const PHASE = { returns: 0, hits: 1, failures: 2 } as const;
const PHASES = 3;
/** Room for ten million dependencies. */
const INDICES = 33_554_432;

/**
 * A binary heap of events, each packed into one number of at most 53 bits. Events of one minute and phase may come in
 * any order: what follows from them does not depend on it.
 */
export class EventQueue {
  #heap = new Float64Array(1_024);
  #size = 0;

  push(minute: number, phase: number, felt: boolean, index: number): void {
    if (this.#size === this.#heap.length) {
      const wider = new Float64Array(this.#size * 2);
      wider.set(this.#heap);
      this.#heap = wider;
    }
    const heap = this.#heap;
    const event = ((minute * PHASES + phase) * 2 + (felt ? 1 : 0)) * INDICES + index;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (heap[above]! <= event) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = event;
  }

  /** The number of the next one, which stays, or -1. */
  next(): number {
    return this.#size === 0 ? -1 : this.#heap[0]!;
  }

  /** Takes the next one out, or -1. */
  pop(): number {
    if (this.#size === 0) return -1;
    const heap = this.#heap;
    const first = heap[0]!;
    this.#size -= 1;
    const last = heap[this.#size]!;
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      if (below >= this.#size) break;
      if (below + 1 < this.#size && heap[below + 1]! < heap[below]!) below += 1;
      if (heap[below]! >= last) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }

  clear(): void {
    this.#size = 0;
  }
}

/** The minute and phase of a popped number, as one number that grows with time. */
export function instantOf(event: number): number {
  return Math.floor(event / (2 * INDICES));
}

export function minuteOf(instant: number): number {
  return Math.floor(instant / PHASES);
}

export function phaseOf(instant: number): number {
  return instant % PHASES;
}

export function isFelt(event: number): boolean {
  return Math.floor(event / INDICES) % 2 === 1;
}

export function indexOf(event: number): number {
  return event % INDICES;
}
