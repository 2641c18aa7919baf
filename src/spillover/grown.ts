type Numbers = Uint8Array | Uint32Array | Float64Array;

const FIRST = 1_024;

/** A typed array that grows, for tables whose length is known only at their end. */
export class Grown<List extends Numbers> {
  readonly #make: (length: number) => List;
  #list: List;
  length = 0;

  constructor(make: (length: number) => List) {
    this.#make = make;
    this.#list = make(FIRST);
  }

  push(value: number): number {
    if (this.length === this.#list.length) {
      const wider = this.#make(Math.ceil(this.length * 1.5));
      wider.set(this.#list);
      this.#list = wider;
    }
    this.#list[this.length] = value;
    this.length += 1;
    return this.length - 1;
  }

  at(index: number): number {
    return this.#list[index]!;
  }

  /** What was pushed, and nothing more. */
  taken(): List {
    const exact = this.#make(this.length);
    exact.set(this.#list.subarray(0, this.length));
    return exact;
  }

  set(index: number, value: number): void {
    this.#list[index] = value;
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
