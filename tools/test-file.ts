import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './source.ts';
import type { TestLine } from './test-reporter.ts';

const OUTPUT_MAX_CHARACTERS = 20_000;
const RESULT_MAX_CHARACTERS = 50_000_000;
/** How long a file may take to end by itself once asked to. */
const GRACE_MS = 2_000;

export type FileResult = {
  readonly path: string;
  readonly stage: string;
  readonly passed: number;
  readonly failures: readonly Failure[];
  readonly skipped: readonly Skipped[];
  readonly seconds: number;
  /** False where the run met its limit before the file's turn came. */
  readonly isBegun?: boolean;
  /** How it failed before it passed when heard again alone. */
  readonly unsteady?: readonly Failure[];
};

export type Failure = { readonly title: string; readonly reason: string; readonly output: string };
export type Skipped = { readonly title: string; readonly reason: string };

export type FileJob = {
  readonly path: string;
  readonly stage: string;
  readonly limitMs: number;
  /** The files in which its tests stand, where they are not in its own alone. */
  readonly declaredIn?: readonly string[];
  /** Only tests whose title matches this. */
  readonly titles?: string;
  readonly environment?: Readonly<Record<string, string>>;
};

const running = new Set<ChildProcess>();

/** Ends everything the running test files have started. */
export function stopAll(): void {
  for (const child of running) killGroup(child, 'SIGKILL');
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    // A test file leads a process group of its own, so that its servers end with it.
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/**
 * Runs one test file in a process of its own under a time limit. A crash, a hang, a bad exit code and a file without
 * any test are failures, each with what the process last said.
 */
export async function runFile(job: FileJob): Promise<FileResult> {
  const began = performance.now();
  const { lines, ...ended } = await runProcess({ ...job, paths: [job.path] });
  const seconds = (performance.now() - began) / 1000;
  return { ...resultOf(job, lines, seconds), failures: failuresOf(job, lines, ended) };
}

/** What these lines say of a file, but for its failures. */
export function resultOf({ path, stage }: FileJob, lines: readonly TestLine[], seconds: number): FileResult {
  return {
    path,
    stage,
    passed: lines.filter(({ verdict }) => verdict === 'passed').length,
    failures: [],
    skipped: lines.flatMap(({ verdict, title, reason = '' }) =>
      verdict === 'skipped' ? [{ title, reason }] : [],
    ),
    seconds,
  };
}

/** The result of a file whose turn came after the run had met its limit. */
export function notBegun({ path, stage }: FileJob, runLimitMs: number): FileResult {
  const reason = `It did not begin: the run met its limit of ${runLimitMs / 60_000} minutes.`;
  const failures = [{ title: 'the file as a whole', reason, output: '' }];
  return { path, stage, passed: 0, failures, skipped: [], seconds: 0, isBegun: false };
}

export type ProcessJob = Omit<FileJob, 'path' | 'stage'> & { readonly paths: readonly string[] };
type Ended = { readonly how: string | undefined; readonly output: string };

/** Runs these files in one process, and answers how it ended and what was reported until then. */
export async function runProcess(job: ProcessJob): Promise<Ended & { readonly lines: readonly TestLine[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'comity-test-'));
  try {
    // Everything the files leave in their temporary folder goes with it; a database may run there as another user.
    mkdirSync(join(folder, 'tmp'));
    for (const path of [folder, join(folder, 'tmp')]) chmodSync(path, 0o711);
    const ended = await processEnd(job, folder);
    const lines = parse(readFileSync(join(folder, 'results'), { encoding: 'utf8', flag: 'a+' }));
    return { ...ended, lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function processEnd(job: ProcessJob, folder: string): Promise<Ended> {
  const flags = [
    '--disable-warning=ExperimentalWarning',
    // Whole nodes in one process make so much that lives shortly that collecting it took a fifth of the time.
    '--max-semi-space-size=64',
    `--import=${pathToFileURL(join(root, 'tools', 'untracked-promises.ts')).href}`,
    `--test-reporter=${join(root, 'tools', 'test-reporter.ts')}`,
  ];
  const together = job.paths.length > 1 ? ['--test', '--test-isolation=none'] : [];
  const pattern = job.titles === undefined ? [] : [`--test-name-pattern=${job.titles}`];
  const child = spawn(
    process.execPath,
    [
      ...flags,
      ...together,
      `--test-reporter-destination=${join(folder, 'results')}`,
      ...pattern,
      ...job.paths.map((path) => resolvePath(root, path)),
    ],
    {
      cwd: root,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      // A test runner around us would make the file speak to it instead of to our reporter.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, TMPDIR: join(folder, 'tmp'), ...job.environment },
    },
  );
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARACTERS);
    });
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child, 'SIGTERM');
    setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS).unref();
  }, job.limitMs);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  child.once('error', (error) => resolve(`could not be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (late) resolve(`did not end within ${Math.round(job.limitMs / 100) / 10} s`);
    else if (signal !== null) resolve(`was ended by ${signal}`);
    else resolve(code === 0 ? undefined : `ended with exit code ${code}`);
  });
  const how = await promise;
  clearTimeout(timer);
  killGroup(child, 'SIGKILL');
  running.delete(child);
  return { how, output };
}

function parse(text: string): readonly TestLine[] {
  if (text.length > RESULT_MAX_CHARACTERS) throw new Error(`a test file reported ${text.length} characters`);
  // The last line may be cut short by a crash.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as TestLine]));
}

function failuresOf(job: FileJob, lines: readonly TestLine[], ended: Ended): readonly Failure[] {
  const failures = lines.flatMap(({ verdict, title, reason = '' }) =>
    verdict === 'failed' ? [{ title, reason, output: ended.output }] : [],
  );
  if (ended.how !== undefined && (failures.length === 0 || !ended.how.startsWith('ended with'))) {
    const notes = lines.flatMap(({ verdict, reason = '' }) => (verdict === 'note' ? [reason] : []));
    const reason = [`The process ${ended.how}.`, ...notes].join('\n');
    failures.push({ title: 'the file as a whole', reason, output: ended.output });
  }
  if (failures.length === 0 && lines.length === 0 && job.titles === undefined) {
    failures.push({ title: 'the file as a whole', reason: 'It contains no test.', output: ended.output });
  }
  return failures;
}
