import { exit, stdout } from 'node:process';
import { words } from './arguments.ts';
import { fileTasks, runTasks, stopOnSignals } from './queue.ts';
import { sharedPostgres } from './shared-servers.ts';
import { readSources } from './source.ts';
import { closing, totals } from './summary.ts';

const HOUR_MS = 60 * 60_000;
/** A million acts of a hostile federation take some twelve hours of one processor; everything else an hour at most. */
const LIMITS_MS: Readonly<Record<string, number>> = { 'test/hostile/hostile.soak.ts': 30 * HOUR_MS };
const RUN_LIMIT_MS = 36 * HOUR_MS;
const USAGE = `npm run soak -- [PATTERN]
  PATTERN runs only the files whose path contains it.
`;

/**
 * `npm run soak [-- PATTERN]`: the longer crash and load runs. Each *.soak.ts is a test file like any other,
 * with larger numbers; they run one at a time, since each wants the whole machine.
 */
async function main(): Promise<number> {
  const began = performance.now();
  stopOnSignals();
  const [pattern = ''] = words(USAGE, 1);
  const jobs = readSources()
    .filter(({ path }) => path.startsWith('test/') && path.endsWith('.soak.ts') && path.includes(pattern))
    .map(({ path }) => ({ path, stage: 'soak', limitMs: LIMITS_MS[path] ?? HOUR_MS }));
  await using postgres = await sharedPostgres(jobs);
  const tasks = fileTasks(jobs, { environment: postgres.environment, limitMs: RUN_LIMIT_MS });
  const results = await runTasks(tasks, 1);
  stdout.write(`${closing(results, (performance.now() - began) / 1000)}\n`);
  const { passed, failed } = totals(results);
  return failed > 0 || passed === 0 ? 1 : 0;
}

exit(await main());
