import { Worker } from 'node:worker_threads';
import type { ScoreCode } from '#obligations/codes.ts';
import { type Outcome, refuse } from '#outcome.ts';
import type { ScoreReport, ScoreWish } from './score-report.ts';

/** What a thread is given; instants as text, since threads share no objects of ours. */
export type ScoreJob = {
  readonly text: string;
  readonly trust: string;
  readonly wish: { readonly party: string; readonly from: string; readonly until: string; readonly at: string };
  /** Fictional states that an exercise counts among a group's members. */
  readonly fictional: Readonly<Record<string, readonly string[]>>;
};

const SCORE_LIMIT_MS = 60_000;

/** Counts in a thread of its own, with an end to how long it may take. */
export async function countInThread(
  bundle: string,
  trust: string,
  { party, from, until, at }: ScoreWish,
  fictional: ScoreJob['fictional'],
): Promise<Outcome<ScoreReport, ScoreCode>> {
  const wish = { party, from: from.toString(), until: until.toString(), at: at.toString() };
  const worker = new Worker(new URL('./score-worker.ts', import.meta.url));
  const { promise, resolve, reject } = Promise.withResolvers<Outcome<ScoreReport, ScoreCode>>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('count a score: its thread ended without an answer')));
  const timer = setTimeout(
    () => resolve(refuse('score-took-too-long', 'Counting took too long; ask for a shorter time.', 'until')),
    SCORE_LIMIT_MS,
  );
  worker.postMessage({ text: bundle, trust, wish, fictional } satisfies ScoreJob);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
