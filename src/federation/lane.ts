import type { Failure } from './attempts.ts';
import { retryAfterMs } from './backoff.ts';
import type { Due } from './due.ts';
import { Pursuit, type Step } from './pursuit.ts';

/** What one request carries at most. */
export const ITEMS_PER_REQUEST = 64;
const REQUESTS_AT_ONCE = 2;
/** A lane with nothing to do looks again after this, in case a wake-up was lost. */
const IDLE_CHECK_MS = 60_000;

/** What came of one batch: per item nothing, or why it has to be tried again. */
export type BatchOutcome =
  | {
      readonly reached: true;
      readonly failed: readonly { readonly due: Due; readonly code: string; readonly sentence: string }[];
    }
  /** The peer as a whole did not answer: nothing in the batch has gone through for all we know. */
  | { readonly reached: false; readonly code: string; readonly sentence: string };

export type LaneWork = {
  /** What is due now, the oldest first, at most so many. */
  readonly due: (limit: number) => Promise<readonly Due[]>;
  readonly send: (batch: readonly Due[]) => Promise<BatchOutcome>;
  readonly failed: (failures: readonly Failure[]) => Promise<void>;
  /** When something that waits may be tried again. */
  readonly nextTry: () => Promise<Temporal.Instant | undefined>;
  readonly random: () => number;
  readonly trouble: (error: unknown) => void;
};

/** What drives one route's deliveries. */
export type Lane = Pick<Pursuit, 'wake' | 'peerIsBack' | 'isPaused'> & AsyncDisposable;

/**
 * One route's deliveries, two requests at a time: while the peer works on one, the next is sealed, and what piles up
 * meanwhile shares it. Nothing is in two requests at once.
 */
export function openLane(work: LaneWork): Lane {
  const inFlight = new Set<string>();
  const more = (): void => pursuits.find((pursuit) => pursuit.isResting)?.wake();
  const pursuits = Array.from({ length: REQUESTS_AT_ONCE }, () => pursue(work, inFlight, more));
  return {
    // Those that work look again by themselves when they are done; one that rests is enough for what is new.
    wake() {
      const resting = pursuits.find((pursuit) => pursuit.isResting);
      if (resting !== undefined) resting.wake();
      else for (const pursuit of pursuits) pursuit.wake();
    },
    get isPaused() {
      return pursuits.some((pursuit) => pursuit.isPaused);
    },
    peerIsBack() {
      for (const pursuit of pursuits) pursuit.peerIsBack();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pursuits.map((pursuit) => pursuit[Symbol.asyncDispose]()));
    },
  };
}

function pursue(work: LaneWork, inFlight: Set<string>, more: () => void): Pursuit {
  return new Pursuit({
    random: work.random,
    trouble: work.trouble,
    async attempt() {
      const due = await work.due(ITEMS_PER_REQUEST + inFlight.size);
      const waiting = due.filter(({ digest }) => !inFlight.has(digest));
      const batch = waiting.slice(0, ITEMS_PER_REQUEST);
      if (batch.length === 0) return { idleMs: await idleMs(work) };
      if (waiting.length >= ITEMS_PER_REQUEST) more();
      for (const { digest } of batch) inFlight.add(digest);
      try {
        return await deliver(work, batch);
      } finally {
        for (const { digest } of batch) inFlight.delete(digest);
      }
    },
  });
}

async function deliver(work: LaneWork, batch: readonly Due[]): Promise<Step> {
  const outcome = await work.send(batch);
  if (!outcome.reached) {
    // The lane itself pauses for a peer that is away; its items wait for nothing else.
    const { code, sentence } = outcome;
    await work.failed(
      batch.map(({ digest, failures }) => ({ digest, failures: failures + 1, code, sentence, retryAfterMs: 0 })),
    );
    return 'failed';
  }
  const refused = outcome.failed.map(({ due, code, sentence }): Failure => {
    const failures = due.failures + 1;
    return { digest: due.digest, failures, code, sentence, retryAfterMs: retryAfterMs(failures, work.random()) };
  });
  if (refused.length > 0) await work.failed(refused);
  return 'again';
}

async function idleMs(work: LaneWork): Promise<number> {
  const next = await work.nextTry();
  if (next === undefined) return IDLE_CHECK_MS;
  const wait = next.epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
  return Math.min(Math.max(wait, 1), IDLE_CHECK_MS);
}
