import { exit, stdout } from 'node:process';
import { words } from './arguments.ts';
import { fileTasks, runTasks, stopOnSignals } from './queue.ts';
import { sharedPostgres } from './shared-servers.ts';
import { readSources } from './source.ts';
import { closing, totals } from './summary.ts';

const FILE_LIMIT_MS = 60 * 60_000;
const RUN_LIMIT_MS = 6 * 60 * 60_000;
const USAGE = `npm run soak -- [PATTERN]
  PATTERN runs only the files whose path contains it.
`;

/**
 * `npm run soak [-- PATTERN]`: the longer crash and load runs. Each test/soak/*.soak.ts is a test file like any other,
 * with larger numbers; they run one at a time, since each wants the whole machine.
 */
async function main(): Promise<number> {
  const began = performance.now();
  stopOnSignals();
  const [pattern = ''] = words(USAGE, 1);
  const jobs = readSources()
    .filter(({ path }) => path.startsWith('test/soak/') && path.endsWith('.soak.ts') && path.includes(pattern))
    .map(({ path }) => ({ path, stage: 'soak', limitMs: FILE_LIMIT_MS }));
  await using postgres = await sharedPostgres(jobs);
  const tasks = fileTasks(jobs, { environment: postgres.environment, limitMs: RUN_LIMIT_MS });
  const results = await runTasks(tasks, 1);
  stdout.write(`${closing(results, (performance.now() - began) / 1000)}\n`);
  const { passed, failed } = totals(results);
  return failed > 0 || passed === 0 ? 1 : 0;
}

exit(await main());
