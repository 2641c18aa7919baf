import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './source.ts';
import { FILE_LIMIT_MS } from './stages.ts';
import { type FileResult, runFile } from './test-file.ts';

const OUTPUT_MAX_CHARACTERS = 200_000;

/** A whole-project check: one command or more, counted as one test. */
export type Check = {
  readonly stage: 'types' | 'lint';
  readonly title: string;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
};

const PACKAGES = join(root, 'node_modules');

export const CHECKS: readonly Check[] = [
  {
    stage: 'types',
    title: 'every file type-checks',
    commands: [[join(PACKAGES, 'typescript', 'bin', 'tsc'), '--noEmit', '-p', root]],
  },
  {
    stage: 'lint',
    title: 'every file is formatted and lint-free',
    commands: [
      [join(PACKAGES, '@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off', '--max-diagnostics=200'],
      [join(PACKAGES, 'oxlint', 'bin', 'oxlint'), '--format=unix'],
    ],
  },
];

/** The house rules are a test file; here it counts as one test, whose failure names each rule broken. */
export async function runTidy(): Promise<FileResult> {
  const result = await runFile({ path: 'tools/tidy.test.ts', stage: 'tidy', limitMs: FILE_LIMIT_MS });
  const reason = result.failures.map((failure) => `${failure.title}\n  ${failure.reason}`).join('\n');
  const failures = reason === '' ? [] : [{ title: 'the house rules hold', reason, output: '' }];
  return { ...result, path: 'tidy', passed: failures.length === 0 ? 1 : 0, failures };
}

/** Runs all commands of a check, also after one failed, so that a person sees everything at once. */
export async function runCheck(check: Check): Promise<FileResult> {
  const began = performance.now();
  const failed: string[] = [];
  for (const [program, ...args] of check.commands) {
    const { code, output } = await run(program, args);
    if (code !== 0) failed.push(output);
  }
  const failures = failed.length === 0 ? [] : [{ title: check.title, reason: failed.join('\n'), output: '' }];
  return {
    path: check.stage,
    stage: check.stage,
    passed: failures.length === 0 ? 1 : 0,
    failures,
    skipped: [],
    seconds: (performance.now() - began) / 1000,
  };
}

async function run(program: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FILE_LIMIT_MS,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARACTERS);
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', (cause) => reject(new Error(`cannot run ${program}`, { cause })));
  child.once('close', resolve);
  return { code: await promise, output };
}
