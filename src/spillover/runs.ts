import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from './codes.ts';
import type { Network } from './network.ts';
import { runnerOf, type Work } from './runner.ts';
import type { Plan } from './scenario.ts';
import { addTally, COUNTS, emptyTally, type Tally } from './tally.ts';

export const MAX_RUNS = 1_000_000;
/** 400 MB: every run keeps what it counted, since percentiles are taken of all. */
const MAX_COUNTS = 50_000_000;
const MAX_THREADS = 16;
/** A stretch is what is lost when a thread dies, and how often progress shows. */
const STRETCHES = 100;
/** Fewer runs than this are over before a thread has started. */
const RUNS_FOR_THREADS = 200;
const MAX_DEATHS = 3;

export type Stretch = { readonly from: number; readonly runs: number };

export type RunWish = {
  readonly runs: number;
  readonly seed: number;
  /** As many as there are cores if left out. The result does not depend on it. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (done: number, total: number) => void;
  /** Told of each thread as it starts. */
  readonly started?: (worker: Worker) => void;
};

/** Lives through all runs of a plan. The same network, plan and seed give the same tally, whatever runs beside what. */
export async function runAll(network: Network, plan: Plan, wish: RunWish): Promise<Outcome<Tally, SpilloverCode>> {
  const refused = refusalOf(network, wish);
  if (refused !== undefined) return refused;
  const { runs, seed } = wish;
  const work: Work = { arrays: network.arrays, cells: network.cells.length, plan, seed };
  const size = { cells: work.cells, services: network.ids.length, watched: plan.watch.length };
  const whole = emptyTally(size, 0, runs);
  const length = Math.ceil(runs / STRETCHES);
  const stretches: Stretch[] = [];
  for (let from = 0; from < runs; from += length) stretches.push({ from, runs: Math.min(length, runs - from) });
  let done = 0;
  const take = (part: Tally): void => {
    addTally(whole, part);
    done += part.runs;
    wish.progress?.(done, runs);
  };
  const threads = Math.min(wish.threads ?? availableParallelism(), MAX_THREADS, stretches.length);
  const ended =
    threads < 2 || (wish.threads === undefined && runs < RUNS_FOR_THREADS)
      ? await runHere(work, stretches, take, wish.signal)
      : await runBeside(work, stretches, take, threads, wish);
  return ended.ok ? accept(whole) : ended;
}

function refusalOf({ cells }: Network, { runs, seed }: RunWish) {
  if (!Number.isSafeInteger(seed) || seed < 0)
    return refuse('seed-malformed' as const, 'A seed is a whole number from 0 to 9007199254740991.', '--seed');
  if (!Number.isSafeInteger(runs) || runs < 1 || runs > MAX_RUNS)
    return refuse('runs-out-of-range' as const, `Between 1 and ${MAX_RUNS} runs are made, not ${runs}.`, '--runs');
  const most = Math.floor(MAX_COUNTS / (cells.length * COUNTS));
  if (runs <= most) return undefined;
  const sentence = `With ${cells.length} pairs of kind and state at most ${most} runs are made, not ${runs}.`;
  return refuse('runs-out-of-range' as const, sentence, '--runs');
}

const CANCELLED = refuse('run-cancelled', 'The run was cancelled; nothing was written.');

type Ended = Outcome<null, SpilloverCode>;

async function runHere(
  work: Work,
  stretches: readonly Stretch[],
  take: (part: Tally) => void,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  const run = runnerOf(work);
  for (const { from, runs } of stretches) {
    if (signal?.aborted === true) return CANCELLED;
    take(run(from, runs));
    await nextTurn();
  }
  return accept(null);
}

/** A thread that dies takes its stretch with it, which another then lives through again, to the same numbers. */
async function runBeside(
  work: Work,
  stretches: readonly Stretch[],
  take: (part: Tally) => void,
  threads: number,
  { signal, started }: RunWish,
): Promise<Ended> {
  const waiting = [...stretches];
  const workers = new Set<Worker>();
  let left = stretches.length;
  let deaths = 0;
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const cancel = (): void => resolve(CANCELLED);

  function open(): void {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url), {
      name: 'comity-spillover',
      workerData: work,
    });
    let current: Stretch | undefined;
    const next = (): void => {
      current = waiting.shift();
      if (current !== undefined) worker.postMessage(current);
    };
    let why = 'it ended';
    workers.add(worker);
    worker.on('message', (part: Tally) => {
      take(part);
      left -= 1;
      if (left === 0) resolve(accept(null));
      next();
    });
    worker.on('error', (failure) => {
      why = failure instanceof Error ? failure.message : String(failure);
    });
    worker.on('exit', () => {
      workers.delete(worker);
      if (left === 0 || signal?.aborted === true) return;
      if (current !== undefined) waiting.unshift(current);
      deaths += 1;
      if (deaths <= MAX_DEATHS) open();
      else resolve(refuse('run-broken', phrase`The runs stopped ${deaths} times (${why}).`));
    });
    next();
    started?.(worker);
  }

  if (signal?.aborted === true) return CANCELLED;
  signal?.addEventListener('abort', cancel, { once: true });
  for (let number = 0; number < threads; number += 1) open();
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
    left = 0;
    await Promise.all([...workers].map((worker) => worker.terminate()));
  }
}
