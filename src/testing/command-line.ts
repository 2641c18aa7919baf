/** The command line as a person runs it: a process of its own, its words and its exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMAND_LIMIT_MS = 60_000;
const ROOT = join(import.meta.dirname, '..', '..');

export type Ran = { readonly code: number | null; readonly out: string; readonly error: string };

/** A command under way: `said` grows as it speaks. */
export type Running = {
  readonly child: ChildProcess;
  readonly said: { out: string; error: string };
  readonly ended: Promise<Ran>;
};

type Environment = Readonly<Record<string, string>>;

/** Begins it, with its modules compiled once: for the whole run, or for this test file where nobody runs more. */
export function begin(
  args: readonly string[],
  environment: Environment = {},
  input: 'ignore' | 'pipe' = 'ignore',
): Running {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'bin', 'cli.ts'), ...args],
    {
      cwd: ROOT,
      stdio: [input, 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        TMPDIR: tmpdir(),
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), `comity-compiled-${process.pid}`),
        ...environment,
      },
    },
  );
  const said = { out: '', error: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.error += text;
  });
  const { promise, resolve } = Promise.withResolvers<Ran>();
  child.once('close', (code) => resolve({ code, ...said }));
  return { child, said, ended: promise };
}

/** Runs it to its end. */
export async function run(args: readonly string[], environment: Environment = {}): Promise<Ran> {
  const { child, ended } = begin(args, environment);
  const late = setTimeout(() => child.kill('SIGKILL'), COMMAND_LIMIT_MS);
  try {
    return await ended;
  } finally {
    clearTimeout(late);
  }
}
