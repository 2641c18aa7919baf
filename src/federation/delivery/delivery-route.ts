import { retryAfterMs } from '#federation/backoff.ts';
import { RetryLoop, type Step } from '#federation/retry-loop.ts';
import type { Timer } from '#federation/timer.ts';
import type { Failure } from './attempts.ts';
import type { Due } from './due.ts';

/** What one request carries at most. */
export const ITEMS_PER_REQUEST = 64;
const REQUESTS_AT_ONCE = 2;
/** A delivery route with nothing to do looks again after this, in case a wake-up was lost. */
const IDLE_CHECK_MS = 60_000;

/** What came of one batch: per item nothing, or why it has to be tried again. */
export type BatchOutcome =
  | {
      readonly reached: true;
      readonly failed: readonly { readonly due: Due; readonly code: string; readonly sentence: string }[];
    }
  /** The peer as a whole did not answer: nothing in the batch has gone through for all we know. */
  | { readonly reached: false; readonly code: string; readonly sentence: string };

export type DeliveryRouteWork = {
  /** What is due now, the oldest first, at most so many. */
  readonly due: (limit: number) => Promise<readonly Due[]>;
  readonly send: (batch: readonly Due[]) => Promise<BatchOutcome>;
  readonly failed: (failures: readonly Failure[]) => Promise<void>;
  /** When something that waits may be tried again. */
  readonly nextTry: () => Promise<Temporal.Instant | undefined>;
  /** The node has requests enough under way: more of them would wait for each other, and not be larger. */
  readonly isCrowded: () => boolean;
  readonly random: () => number;
  readonly timer: Timer;
  readonly trouble: (error: unknown) => void;
};

/** What drives one route's deliveries. */
export type DeliveryRoute = Pick<RetryLoop, 'wake' | 'peerIsBack' | 'isPaused'> & AsyncDisposable;

/**
 * One route's deliveries, two requests at a time: while the peer works on one, the next is sealed, and what piles up
 * meanwhile shares it. A node with many routes to serve makes one request at a time on each. Nothing is in two requests at once, and what belongs to one case leaves in the order in which it
 * was released: the next request of that case waits for the answer to the last.
 */
export function openDeliveryRoute(work: DeliveryRouteWork): DeliveryRoute {
  const traffic: Traffic = { inFlight: new Map(), blocked: false, scout: undefined };
  const loops: RetryLoop[] = [];
  const wakeAll = () => {
    for (const loop of loops) loop.wake();
  };
  const wakeOne = () => loops.find((loop) => loop.isResting)?.wake();
  for (let at = 0; at < REQUESTS_AT_ONCE; at += 1) loops.push(retryLoop(work, traffic, at, { wakeAll, wakeOne }));
  return {
    // Those that work look again by themselves when they are done; one that rests is enough for what is new.
    wake() {
      if (loops.some((loop) => loop.isResting)) wakeOne();
      else wakeAll();
    },
    get isPaused() {
      return loops.some((loop) => loop.isPaused);
    },
    peerIsBack() {
      traffic.scout = undefined;
      for (const loop of loops) loop.peerIsBack();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(loops.map((loop) => loop[Symbol.asyncDispose]()));
    },
  };
}

/** What the retry loops of one delivery route know of each other. */
type Traffic = {
  readonly inFlight: Map<string, Due>;
  /** Something is due that had to wait for what is in flight. */
  blocked: boolean;
  /** The retry loop that looks whether a peer that went away is back; the others rest until it is. */
  scout: number | undefined;
};

type Waking = { readonly wakeAll: () => void; readonly wakeOne: () => void };

function retryLoop(
  work: DeliveryRouteWork,
  traffic: Traffic,
  own: number,
  { wakeAll, wakeOne }: Waking,
): RetryLoop {
  const { inFlight } = traffic;
  return new RetryLoop({
    random: work.random,
    timer: work.timer,
    trouble: work.trouble,
    async attempt() {
      if (traffic.scout !== undefined && traffic.scout !== own) return { idleMs: IDLE_CHECK_MS };
      if (inFlight.size > 0 && work.isCrowded()) {
        traffic.blocked = true;
        return { idleMs: IDLE_CHECK_MS };
      }
      const due = await work.due(ITEMS_PER_REQUEST + inFlight.size);
      const waiting = beside(due, inFlight);
      const batch = waiting.slice(0, ITEMS_PER_REQUEST);
      if (batch.length === 0) {
        traffic.blocked = due.length > 0;
        return { idleMs: traffic.blocked ? IDLE_CHECK_MS : await idleMs(work) };
      }
      if (waiting.length >= ITEMS_PER_REQUEST) wakeOne();
      for (const one of batch) inFlight.set(one.digest, one);
      try {
        const step = await deliver(work, batch);
        if (step === 'failed') traffic.scout ??= own;
        else traffic.scout = undefined;
        return step;
      } finally {
        for (const { digest } of batch) inFlight.delete(digest);
        if (traffic.blocked) {
          traffic.blocked = false;
          wakeAll();
        }
      }
    },
  });
}

/** What may leave beside what is under way: nothing twice, and nothing that would overtake an item of its own case. */
function beside(due: readonly Due[], inFlight: ReadonlyMap<string, Due>): readonly Due[] {
  const cases = new Set([...inFlight.values()].map(caseOf));
  cases.delete(null);
  return due.filter((one) => !inFlight.has(one.digest) && !cases.has(caseOf(one)));
}

function caseOf(due: Due): string | null {
  return due.kind === 'release' ? due.case : null;
}

async function deliver(work: DeliveryRouteWork, batch: readonly Due[]): Promise<Step> {
  const outcome = await work.send(batch);
  if (!outcome.reached) {
    // The delivery route itself pauses for a peer that is away; its items wait for nothing else.
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

async function idleMs(work: DeliveryRouteWork): Promise<number> {
  const next = await work.nextTry();
  if (next === undefined) return IDLE_CHECK_MS;
  const wait = next.epochMilliseconds - work.timer.now().epochMilliseconds;
  return Math.min(Math.max(wait, 1), IDLE_CHECK_MS);
}
