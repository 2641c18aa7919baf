/** Runs stretches of a scenario beside the thread that asked for them. */
import { parentPort, workerData } from 'node:worker_threads';
import { runnerOf, type Work } from './runner.ts';
import type { Stretch } from './runs.ts';

const run = runnerOf(workerData as Work);

parentPort?.on('message', ({ from, runs }: Stretch) => {
  const tally = run(from, runs);
  const memory = [tally.cells, tally.watched, tally.timesOut, tally.timesOutAtEnd, tally.minutesOut];
  parentPort?.postMessage(
    tally,
    memory.map(({ buffer }) => buffer as ArrayBuffer),
  );
});
