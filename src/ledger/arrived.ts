import type { LogProof } from '#log/proof.ts';
import type { Claim } from '#statement/draft.ts';
import type { Parsed } from '#statement/parse.ts';
import type { Foreign } from './contract.ts';

/** What the two texts of a foreign statement say. Whether it is true, whoever hands it in has checked. */
export type Arrived = {
  readonly parsed: Parsed;
  readonly proof: LogProof;
  readonly claims: ReadonlyMap<string, Claim>;
};

const arrived = new WeakMap<Foreign, Arrived>();

/**
 * A foreign statement to hand in, with what was read of it on the way, so that the ledger need not read the same texts
 * again. It stays in this process: one that appends for another reads them anew.
 */
export function withReading(foreign: Foreign, reading: Arrived): Foreign {
  arrived.set(foreign, reading);
  return foreign;
}

export function readingOf(foreign: Foreign): Arrived | undefined {
  return arrived.get(foreign);
}
