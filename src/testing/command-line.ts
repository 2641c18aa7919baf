/** The command line as a person runs it: its words and its exit code, from a process of its own or from this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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

/** Whoever starts a node, or keeps one to itself, ends with its process. */
const WANTS_ITS_OWN = new Set(
  'demo serve init doctor backup restore migrate-store score reseal-contacts views keys passphrase'.split(' '),
);
let runsHere = 0;
let lastHere: Promise<unknown> = Promise.resolve();

/**
 * The same in this process, where all is loaded already: a start of its own costs a command more than its work. One
 * after the other, since standard output and environment are the process's.
 */
export function runHere(args: readonly string[], environment: Environment = {}): Promise<Ran> {
  if (args.some((arg) => WANTS_ITS_OWN.has(arg))) return run(args, environment);
  const ran = lastHere.then(() => hear(args, environment));
  lastHere = ran.catch(() => undefined);
  return ran;
}

async function hear(args: readonly string[], environment: Environment): Promise<Ran> {
  const said = { out: '', error: '' };
  const before = { argv: process.argv, env: { ...process.env }, exitCode: process.exitCode };
  const [out, error] = [process.stdout.write, process.stderr.write];
  process.stdout.setMaxListeners(0);
  try {
    process.argv = [...before.argv.slice(0, 2), ...args];
    setEnvironment({ PATH: before.env.PATH ?? '', TMPDIR: tmpdir(), ...environment });
    process.exitCode = undefined;
    process.stdout.write = (text: string | Uint8Array) => keep(said, 'out', text);
    process.stderr.write = (text: string | Uint8Array) => keep(said, 'error', text);
    runsHere += 1;
    // Only the program itself is loaded anew under another address; what it imports is there.
    await import(`${pathToFileURL(join(ROOT, 'bin', 'cli.ts')).href}?run=${runsHere}`);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.stdout.write = out;
    process.stderr.write = error;
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    setEnvironment(before.env);
  }
}

function keep(said: { out: string; error: string }, where: 'out' | 'error', text: string | Uint8Array): true {
  said[where] += typeof text === 'string' ? text : Buffer.from(text).toString();
  return true;
}

function setEnvironment(wanted: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (wanted[name] === undefined) delete process.env[name];
  Object.assign(process.env, wanted);
}
