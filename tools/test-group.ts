import { resolve } from 'node:path';
import type { Surroundings, Task } from './queue.ts';
import { root, type Source } from './source.ts';
import { FILE_LIMIT_MS, LONGEST } from './stages.ts';
import { type FileJob, type FileResult, resultOf, runProcess } from './test-file.ts';

/** So many share a process: enough that its start costs little, few enough that no processor waits for the last one. */
const TOGETHER_MOST = 12;
/**
 * Hooks around each test would run around those of all files; what a process has once, such files may change. What a
 * file does once before its tests and after them is done before those of all, and after.
 */
const WANTS_ITS_OWN =
  /^(?:beforeEach|afterEach)\(|\bmock\b|\bprocess\.(?:env|chdir|exit|on|once|execArgv|cpuUsage|memoryUsage)\b|\bglobalThis\b|\bspawn|\bfork\(/mu;
/** Tests that several files run, each on another engine; they are told under the name of the file that declares them. */
const DECLARES_FOR_OTHERS = /\.contract\.ts$|-cases\.ts$/u;

/** Only what a processor does counts here: what waits for a browser or for other processes would make the others wait. */
const SHARING: readonly string[] = ['unit', 'contract'];

/**
 * The files that may share a process, room by room, and those that may not. Of those whose tests are declared elsewhere
 * no two of a group have them from the same place, so that each test belongs to one.
 */
export function groupsOf(
  sources: readonly Source[],
  jobs: readonly FileJob[],
): { readonly alone: readonly FileJob[]; readonly groups: readonly (readonly FileJob[])[] } {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const mayShare = ({ path, stage }: FileJob) =>
    SHARING.includes(stage) &&
    !LONGEST.includes(path) &&
    !declaring(byPath, path).some((file) => WANTS_ITS_OWN.test(byPath.get(file)?.lines.join('\n') ?? ''));
  const [own, elsewhere] = parted(jobs.filter(mayShare), ({ path }) => declaring(byPath, path).length === 1);
  const rooms = [...Map.groupBy(own, ({ path, stage }) => `${stage} ${roomOf(path)}`).values()];
  const [several, single] = parted(rooms, isSeveral);
  // Those that wait for a database take longest, and are not left for the end.
  const found = [
    ...apart(elsewhere, ({ path }) => declaring(byPath, path)),
    ...[...several, single.flat()].flatMap(inGroups),
  ];
  const groups = found.filter(isSeveral);
  const shared = new Set(groups.flat().map(({ path }) => path));
  return { alone: jobs.filter(({ path }) => !shared.has(path)), groups };
}

/** The files in which a file's tests stand: itself, and whatever it has them from. */
function declaring(byPath: ReadonlyMap<string, Source>, path: string): readonly string[] {
  const imports = byPath.get(path)?.imports.flatMap(({ target }) => target ?? []) ?? [];
  return [path, ...imports.filter((target) => DECLARES_FOR_OTHERS.test(target))];
}

function inGroups(jobs: readonly FileJob[]): readonly (readonly FileJob[])[] {
  return Array.from({ length: Math.ceil(jobs.length / TOGETHER_MOST) }, (_, at) =>
    jobs.slice(at * TOGETHER_MOST, (at + 1) * TOGETHER_MOST),
  );
}

/** Each in the first group that has room and nothing from where it has its tests. */
function apart(
  jobs: readonly FileJob[],
  declaredIn: (job: FileJob) => readonly string[],
): readonly (readonly FileJob[])[] {
  const groups: { readonly jobs: FileJob[]; readonly files: Set<string> }[] = [];
  for (const job of jobs) {
    const files = declaredIn(job);
    const open = groups.find(
      (one) => one.jobs.length < TOGETHER_MOST && !files.some((file) => one.files.has(file)),
    );
    const group = open ?? { jobs: [], files: new Set() };
    if (open === undefined) groups.push(group);
    group.jobs.push({ ...job, declaredIn: files });
    for (const file of files) group.files.add(file);
  }
  return groups.map((group) => group.jobs);
}

function parted<Item>(items: readonly Item[], holds: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
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
  const filesOf = ({ path, declaredIn = [path] }: FileJob) => declaredIn.map((file) => resolve(root, file));
  const known = new Set(jobs.flatMap(filesOf));
  const isWhole = how === undefined || how === 'ended with exit code 1';
  // A note or a test from elsewhere belongs to a file that nobody can name.
  if (!isWhole || byFile.keys().some((file) => !known.has(file))) return new Map();
  const hasFailure = lines.some(({ verdict }) => verdict === 'failed');
  if (how !== undefined && !hasFailure) return new Map();
  return new Map(
    jobs.flatMap((job) => {
      const own = filesOf(job).flatMap((file) => byFile.get(file) ?? []);
      if (own.length === 0 || own.some(({ verdict }) => verdict === 'failed')) return [];
      const seconds = own.reduce((sum, { ms = 0 }) => sum + ms, 0) / 1000;
      return [[job.path, resultOf(job, own, seconds)] as const];
    }),
  );
}
