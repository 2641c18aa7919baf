import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { CHECKS, runCheck, runTidy } from './checks.ts';
import { fileTasks, runTasks, type Surroundings, stopOnSignals, type Task } from './queue.ts';
import { openScratch } from './scratch.ts';
import { sharedPostgres } from './shared-servers.ts';
import { readSources, type Source } from './source.ts';
import { begins, FILE_LIMIT_MS, isStage, STAGES, stageOf } from './stages.ts';
import { closing, totals } from './summary.ts';
import type { FileJob } from './test-file.ts';
import { groupsOf, groupTask } from './test-group.ts';
import { hearAgain } from './unsteady.ts';

/** Tests of whole nodes wait more than they work: with three beside two processors a fifth of the time went unused. */
const CONCURRENCY = 4;
/** Several times what two cores take: in a slow hour of a shared machine it is better to end late than red. */
const RUN_LIMIT_MS = 45 * 60_000;

const USAGE = `npm test -- [--only STAGE,…] [PATTERN]
  Runs ${STAGES.join(', ')}, in this order.
  PATTERN runs only the test files whose path contains it, or else the tests whose title matches it.
  A file that fails is run once more, alone, at the end: if it passes then, it is named UNSTEADY, and three such fail the run.
`;

type Request = { readonly stages: ReadonlySet<string>; readonly pattern: string | undefined };

function readRequest(): Request {
  const options = { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: argv.slice(2), options, allowPositionals: true });
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : 'Unknown option'}\n${USAGE}`);
    return exit(2);
  }
  if (parsed.values.help === true) {
    stdout.write(USAGE);
    return exit(0);
  }
  const stages = parsed.values.only?.split(',') ?? [...STAGES];
  const unknown = stages.filter((name) => !isStage(name));
  if (unknown.length > 0 || parsed.positionals.length > 1) {
    stderr.write(
      `${unknown.length > 0 ? `There is no stage ${unknown.join(', ')}.` : 'One pattern at a time.'}\n${USAGE}`,
    );
    return exit(2);
  }
  return { stages: new Set(stages), pattern: parsed.positionals[0] };
}

function selectJobs(sources: readonly Source[], { stages, pattern }: Request): readonly FileJob[] {
  const jobs = sources
    .filter(({ path }) => path.endsWith('.test.ts'))
    .map(({ path }) => ({ path, stage: stageOf(sources, path) }))
    .filter(({ stage }) => stage !== 'tidy' && stages.has(stage))
    .sort(begins)
    .map((job) => ({ ...job, limitMs: FILE_LIMIT_MS }));
  if (pattern === undefined) return jobs;
  const named = jobs.filter(({ path }) => path.includes(pattern));
  if (named.length > 0) return named;
  if (looksLikePath(pattern)) {
    stderr.write(`No test file that is asked for has "${pattern}" in its path.\n${USAGE}`);
    return exit(2);
  }
  return jobs.map((job) => ({ ...job, titles: pattern }));
}

/** Taken for a title, a mistyped path would start every file there is and find nothing in it. */
function looksLikePath(pattern: string): boolean {
  return /^[^\s/]+\/\S*$|\.ts$/u.test(pattern);
}

function selectChecks({ stages, pattern }: Request): readonly Task[] {
  if (pattern !== undefined) return [];
  const chosen = CHECKS.filter(({ stage }) => stages.has(stage)).map(
    (check): Task => ({ path: check.stage, run: () => runCheck(check), isHeardAgain: false }),
  );
  return stages.has('tidy') ? [...chosen, { path: 'tidy', run: runTidy, isHeardAgain: false }] : chosen;
}

/** Each file alone, or in a group where the whole is asked for; groups before the lone files of their stage. */
function selectTasks(
  sources: readonly Source[],
  jobs: readonly FileJob[],
  { pattern }: Request,
  surroundings: Surroundings,
): { readonly first: readonly Task[]; readonly each: readonly Task[] } {
  const each = fileTasks(jobs, surroundings);
  if (pattern !== undefined) return { first: each, each };
  const { alone, groups } = groupsOf(sources, jobs);
  const byPath = new Map(each.map((task) => [task.path, task]));
  const tasksOf = (some: readonly FileJob[]) => some.map(({ path }) => byPath.get(path)!);
  const [units, others] = [alone.filter(isUnit), alone.filter((job) => !isUnit(job))];
  const grouped = groups.map((group) => groupTask(group, tasksOf(group), surroundings));
  return { first: [...tasksOf(others), ...grouped, ...tasksOf(units)], each };
}

function isUnit({ stage }: FileJob): boolean {
  return stage === 'unit';
}

async function main(): Promise<number> {
  const began = performance.now();
  const request = readRequest();
  stopOnSignals();
  const sources = readSources();
  const jobs = selectJobs(sources, request);
  using _ = openScratch();
  await using postgres = await sharedPostgres(jobs);
  const surroundings = { environment: postgres.environment, limitMs: RUN_LIMIT_MS };
  const { first, each } = selectTasks(sources, jobs, request, surroundings);
  const results = await hearAgain(await runTasks([...selectChecks(request), ...first], CONCURRENCY), each);
  const { passed, failed } = totals(results);
  stdout.write(`${closing(results, (performance.now() - began) / 1000)}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

exit(await main());
