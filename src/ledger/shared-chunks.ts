/**
 * Statements to issue that the appender and the issuing threads share. They lie in lanes, one a thread, and each chunk is
 * issued by whoever comes to it first: a thread takes from its own lane, the appender from the longest.
 */
import type { SigningKey } from '#statement/jwk.ts';
import type { IssuedText, IssueJob } from './issuing.ts';

/** Issued in one go, all with one key. */
export type Chunk = { readonly jobs: readonly IssueJob[]; readonly signer: SigningKey };

type Issued = readonly IssuedText[];

/** How many chunks of each lane are taken; more than there are, once somebody has found none left. */
export type Taken = Int32Array;

/** The place in this lane of the next chunk, which is the caller's from now on; beyond the last when none is left. */
export function takeFrom(taken: Taken, lane: number): number {
  return Atomics.add(taken, lane, 1);
}

export class SharedChunks {
  readonly chunks: readonly Chunk[];
  /** The chunks of each lane, by their places in the list. */
  readonly lanes: readonly (readonly number[])[];
  readonly taken: Taken;
  readonly #ends: readonly PromiseWithResolvers<Issued>[];

  constructor(chunks: readonly Chunk[], lanes: readonly (readonly number[])[]) {
    this.chunks = chunks;
    this.lanes = lanes;
    this.taken = new Int32Array(new SharedArrayBuffer(lanes.length * Int32Array.BYTES_PER_ELEMENT));
    this.#ends = chunks.map(() => Promise.withResolvers());
    // Heard by whoever stores them; until then a failure must not count as unheard.
    for (const { promise } of this.#ends) promise.catch(() => undefined);
  }

  /** Each chunk's statements, once they are issued. */
  get issued(): readonly Promise<Issued>[] {
    return this.#ends.map(({ promise }) => promise);
  }

  /** A chunk that nobody has begun, for the caller to issue. */
  take(): number | undefined {
    for (;;) {
      const left = this.lanes.map((lane, at) => lane.length - Atomics.load(this.taken, at));
      const longest = Math.max(0, ...left);
      if (longest === 0) return undefined;
      const lane = left.indexOf(longest);
      const chunk = this.lanes[lane]?.[takeFrom(this.taken, lane)];
      if (chunk !== undefined) return chunk;
    }
  }

  settle(chunk: number, issued: Issued): void {
    this.#ends[chunk]?.resolve(issued);
  }

  /** What is not issued by now will not be. */
  fail(failure: unknown): void {
    for (const { reject } of this.#ends) reject(failure);
  }
}
