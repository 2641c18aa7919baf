import { exit, stderr, stdout } from 'node:process';
import { POSTGRES_VARIABLE } from '#testing/postgres.ts';
import { startPostgres } from '#testing/postgres-server.ts';
import { readSources } from './source.ts';
import { usesPostgres } from './stages.ts';
import { fileLine } from './summary.ts';
import { type FileJob, type FileResult, runFile, stopAll } from './test-file.ts';

export type Task = () => Promise<FileResult>;

/** Runs tasks in order, as many at a time as asked, and tells each result as it comes. */
export async function runTasks(tasks: readonly Task[], concurrency: number): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  const queue = tasks.values();
  async function work(): Promise<void> {
    for (const task of queue) {
      const result = await task();
      results.push(result);
      stdout.write(`${fileLine(result)}\n`);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}

/** The files as tasks; past the deadline the rest fail by name instead of being forgotten. */
export function fileTasks(jobs: readonly FileJob[], postgresUrl: string, runLimitMs: number): readonly Task[] {
  const deadline = performance.now() + runLimitMs;
  return jobs.map((job) => () => {
    const limitMs = Math.min(job.limitMs, Math.max(1, deadline - performance.now()));
    return runFile({ ...job, limitMs, environment: { [POSTGRES_VARIABLE]: postgresUrl } });
  });
}

/** Starts the one PostgreSQL of the run if any of these files may ask for it; they say why they skip if there is none. */
export async function sharedPostgres(
  jobs: readonly FileJob[],
): Promise<AsyncDisposable & { readonly url: string }> {
  const nothing = { url: '', [Symbol.asyncDispose]: () => Promise.resolve() };
  const sources = readSources();
  if (!jobs.some(({ path }) => usesPostgres(sources, path))) return nothing;
  const started = await startPostgres();
  if (started.ok) return started.value;
  stdout.write(`Without PostgreSQL: ${started.refusal.sentence}\n`);
  return nothing;
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
