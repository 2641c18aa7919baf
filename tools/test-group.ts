import { resolve } from 'node:path';
import type { Surroundings, Task } from './queue.ts';
import { root, type Source } from './source.ts';
import { FILE_LIMIT_MS } from './stages.ts';
import { type FileJob, type FileResult, resultOf, runProcess } from './test-file.ts';

/** So many share a process: enough that its start costs little, few enough that no processor waits for the last one. */
const TOGETHER_MOST = 12;
/**
 * Hooks around each test would run around those of all files; what a process has once, such files may change; and tests
 * that another file declares are told under its name. What a file does once before its tests and after them is done
 * before those of all, and after.
 */
const WANTS_ITS_OWN =
  /^(?:beforeEach|afterEach)\(|\bmock\b|\bprocess\.(?:env|chdir|exit|on|once|execArgv|cpuUsage|memoryUsage)\b|\bglobalThis\b|\bspawn|\bfork\(|\.contract\.ts'|-cases\.ts'/mu;

/** Only what a processor does counts here: what waits for a browser or for other processes would make the others wait. */
const SHARING: readonly string[] = ['unit', 'contract'];

/** The files of a stage that may share a process, room by room, and those that may not. */
export function groupsOf(
  sources: readonly Source[],
  jobs: readonly FileJob[],
): { readonly alone: readonly FileJob[]; readonly groups: readonly (readonly FileJob[])[] } {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const mayShare = (job: FileJob) =>
    SHARING.includes(job.stage) && !WANTS_ITS_OWN.test(byPath.get(job.path)?.lines.join('\n') ?? '');
  const rooms = Map.groupBy(jobs.filter(mayShare), ({ path, stage }) => `${stage} ${roomOf(path)}`);
  const [some, single] = [
    [...rooms.values()].filter(isSeveral),
    [...rooms.values()].filter((room) => !isSeveral(room)),
  ];
  const groups = [...some, single.flat()].flatMap((room) =>
    Array.from({ length: Math.ceil(room.length / TOGETHER_MOST) }, (_, at) =>
      room.slice(at * TOGETHER_MOST, (at + 1) * TOGETHER_MOST),
    ),
  );
  const shared = new Set(groups.filter(isSeveral).flat());
  return { alone: jobs.filter((job) => !shared.has(job)), groups: groups.filter(isSeveral) };
}

function roomOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

function isSeveral({ length }: readonly unknown[]): boolean {
  return length > 1;
}

/**
 * Runs these files in one process, each with a result of its own. Sharing only saves time: whatever does not pass
 * there, and all of them where the process itself ended badly, runs again in a process of its own, and that counts.
 */
export function groupTask(
  jobs: readonly FileJob[],
  alone: readonly Task[],
  { environment, limitMs }: Surroundings,
): Task {
  const deadline = performance.now() + limitMs;
  return {
    path: jobs.map(({ path }) => path).join(' '),
    isHeardAgain: false,
    async run() {
      const leftMs = Math.max(1, deadline - performance.now());
      const passed = await passedTogether(jobs, {
        environment: environment ?? {},
        limitMs: Math.min(FILE_LIMIT_MS, leftMs),
      });
      const results: FileResult[] = [...passed.values()];
      for (const task of alone) if (!passed.has(task.path)) results.push(...[await task.run()].flat());
      return results;
    },
  };
}

async function passedTogether(
  jobs: readonly FileJob[],
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, FileResult>> {
  const { how, lines } = await runProcess({ ...surroundings, paths: jobs.map(({ path }) => path) });
  const byFile = Map.groupBy(lines, ({ file = '' }) => file);
  const known = new Set(jobs.map(({ path }) => resolve(root, path)));
  const isWhole = how === undefined || how === 'ended with exit code 1';
  // A note or a test from elsewhere belongs to a file that nobody can name.
  if (!isWhole || byFile.keys().some((file) => !known.has(file))) return new Map();
  const hasFailure = lines.some(({ verdict }) => verdict === 'failed');
  if (how !== undefined && !hasFailure) return new Map();
  return new Map(
    jobs.flatMap((job) => {
      const own = byFile.get(resolve(root, job.path)) ?? [];
      if (own.length === 0 || own.some(({ verdict }) => verdict === 'failed')) return [];
      const seconds = own.reduce((sum, { ms = 0 }) => sum + ms, 0) / 1000;
      return [[job.path, resultOf(job, own, seconds)] as const];
    }),
  );
}
