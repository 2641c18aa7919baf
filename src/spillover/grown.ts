type Numbers = Uint8Array | Uint32Array | Float64Array;

/** As many entries as one piece has; a long list is never copied, and holds at most one piece too much. */
const PIECE = 262_144;
const FIRST = 1_024;

/** A typed array that grows, for tables whose length is known only at their end. */
export class Grown<List extends Numbers> {
  readonly #make: (length: number) => List;
  #pieces: List[] = [];
  length = 0;

  constructor(make: (length: number) => List) {
    this.#make = make;
  }

  push(value: number): number {
    const at = this.length % PIECE;
    if (at === 0) this.#pieces.push(this.#make(this.length === 0 ? FIRST : PIECE));
    else if (at === this.#pieces[0]!.length && this.length === at) this.#widenFirst();
    this.#pieces.at(-1)![at] = value;
    this.length += 1;
    return this.length - 1;
  }

  /** The first piece alone is copied, so that a small table stays small. */
  #widenFirst(): void {
    const [first] = this.#pieces as [List];
    const wider = this.#make(Math.min(PIECE, first.length * 4));
    wider.set(first);
    this.#pieces = [wider];
  }

  at(index: number): number {
    return this.#pieces[Math.floor(index / PIECE)]![index % PIECE]!;
  }

  set(index: number, value: number): void {
    this.#pieces[Math.floor(index / PIECE)]![index % PIECE] = value;
  }

  /** What was pushed, and nothing more; it is given up here, so that both never stand in memory for long. */
  taken(): List {
    const exact = this.#make(this.length);
    for (const [at, piece] of this.#pieces.entries())
      exact.set(piece.subarray(0, Math.min(PIECE, this.length - at * PIECE)), at * PIECE);
    this.release();
    return exact;
  }

  release(): void {
    this.#pieces = [];
    this.length = 0;
  }
}

export function uint32s(length: number): Uint32Array<SharedArrayBuffer> {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}

export function uint8s(length: number): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function float64s(length: number): Float64Array<SharedArrayBuffer> {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT));
}
