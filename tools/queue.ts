import { exit, stderr, stdout } from 'node:process';
import { fileLine } from './summary.ts';
import { type FileJob, type FileResult, notBegun, runFile, stopAll } from './test-file.ts';

export type Task = {
  readonly path: string;
  /** One result, or one for each file that this task stands for. */
  readonly run: () => Promise<FileResult | readonly FileResult[]>;
  /** What reads only the sources answers the same each time, and is not heard again. */
  readonly isHeardAgain: boolean;
};

/** Runs tasks in order, as many at a time as asked, and tells each result as it comes. */
export async function runTasks(tasks: readonly Task[], concurrency: number): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  const queue = tasks.values();
  async function work(): Promise<void> {
    for (const task of queue) {
      for (const result of [await task.run()].flat()) {
        results.push(result);
        stdout.write(`${fileLine(result)}\n`);
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

/** What a run gives to each of its files, and when it ends. */
export type Surroundings = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitMs: number;
};

/** The files as tasks; past the limit of the run the rest fail by name instead of being forgotten. */
export function fileTasks(jobs: readonly FileJob[], { environment, limitMs }: Surroundings): readonly Task[] {
  const deadline = performance.now() + limitMs;
  return jobs.map((job) => ({
    path: job.path,
    isHeardAgain: true,
    run: async () => {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return notBegun(job, limitMs);
      return await runFile({ ...job, limitMs: Math.min(job.limitMs, leftMs), environment: environment ?? {} });
    },
  }));
}

/** Ends every running test file, and what it started, when this process is told to end. */
export function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      stopAll();
      stderr.write(`\nEnded by ${signal}.\n`);
      exit(1);
    });
  }
}
