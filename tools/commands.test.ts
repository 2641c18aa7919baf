import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { root } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-commands-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function node(script: string, ...args: readonly string[]): Ended {
  const flags = ['--disable-warning=ExperimentalWarning', join(root, script)];
  return spawnSync(process.execPath, [...flags, ...args], { encoding: 'utf8', cwd: root });
}

/** Runs .ci/run of a checkout whose `npm test` prints and ends as given. */
function check(name: string, printed: string, code: number): Ended {
  const checkout = join(folder, name);
  mkdirSync(join(checkout, '.ci'), { recursive: true });
  mkdirSync(join(checkout, 'path'));
  cpSync(join(root, '.ci', 'run'), join(checkout, '.ci', 'run'));
  const scripts = {
    npm: `printf '%b' '${printed}'; exit ${code}`,
    chromium: 'exit 0',
    // Not root, so that nothing is installed whatever this machine lacks.
    id: 'echo 1000',
  };
  for (const [program, body] of Object.entries(scripts)) {
    writeFileSync(join(checkout, 'path', program), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return spawnSync(join(checkout, '.ci', 'run'), {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(checkout, 'path')}${delimiter}${process.env.PATH}` },
  });
}

const skip = process.platform === 'win32' ? 'needs bash' : false;

test('the check of a change ends with the counts of the tests alone on a line', { skip }, () => {
  const { status, stdout } = check('green', 'much output\\n7 passed, 0 failed, 2 skipped\\n', 0);
  assert.equal(stdout.trimEnd().split('\n').at(-1), '7 passed, 0 failed');
  assert.equal(status, 0);
});

test('the check of a change fails when a test fails', { skip }, () => {
  const { status, stdout } = check('red', '7 passed, 1 failed, 0 skipped\\n', 1);
  assert.equal(stdout.trimEnd().split('\n').at(-1), '7 passed, 1 failed');
  assert.equal(status, 1);
});

test('the check of a change fails when the tests end without counts, whatever their exit code', { skip }, () => {
  const { status, stdout } = check('cut', 'out of memory', 0);
  assert.equal(stdout.trimEnd().split('\n').at(-1), '0 passed, 1 failed');
  assert.equal(status, 1);
});

test('an unknown stage is refused with the list of stages', () => {
  const { status, stderr } = node('tools/test.ts', '--only', 'unit,nonsense');
  assert.equal(status, 2);
  assert.match(stderr, /no stage nonsense[\s\S]*types, lint, tidy, federation, browser, contract, unit/u);
});

test('an unknown option of the bench is refused with its usage', () => {
  const { status, stderr } = node('bench/bench.ts', '--fast');
  assert.equal(status, 2);
  assert.match(stderr, /--fast[\s\S]*--json FILE/u);
});

const TAKES_A_NAME = ['screenshots', 'pictures', 'soak'];

for (const name of TAKES_A_NAME) {
  test(`${name} answers a call for help with its usage, and makes nothing of it`, () => {
    const { status, stdout } = node(`tools/${name}.ts`, '--help');
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^npm run ${name} -- `, 'u'));
    assert.ok(!existsSync(join(root, '--help')));
  });

  test(`${name} refuses an option that it does not have, with its usage`, () => {
    const { status, stderr } = node(`tools/${name}.ts`, '--dark');
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`--dark[\\s\\S]*npm run ${name} -- `, 'u'));
  });
}

test('a command that takes one name refuses two', () => {
  const { status, stderr } = node('tools/soak.ts', 'kill', 'power-cut');
  assert.equal(status, 2);
  assert.match(stderr, /At most 1, not 2/u);
});

test('a run in which nothing matched is a failure, not a success', () => {
  const { status, stdout } = node('tools/soak.ts', 'no-such-soak');
  assert.equal(status, 1);
  assert.match(stdout, /^0 passed, 0 failed, 0 skipped$/mu);
});
