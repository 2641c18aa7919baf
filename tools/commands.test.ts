import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { NO_CHROMIUM } from '#testing/browser.ts';
import { NO_POSTGRES } from '#testing/postgres-server.ts';
import { root } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-commands-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function node(script: string, ...args: readonly string[]): Ended {
  const flags = ['--disable-warning=ExperimentalWarning', join(root, script)];
  return spawnSync(process.execPath, [...flags, ...args], { encoding: 'utf8', cwd: root });
}

/** What .ci/run uses of any system. */
const TOOLS = [
  'bash',
  'chmod',
  'dirname',
  'env',
  'grep',
  'mktemp',
  'readlink',
  'rm',
  'sed',
  'seq',
  'sh',
  'tail',
  'tee',
];

/** A checkout with .ci/run, before which only the given programs, and what any system has, can be found. */
function checkout(name: string, programs: Readonly<Record<string, string>>): string {
  const made = join(folder, name);
  mkdirSync(join(made, '.ci'), { recursive: true });
  mkdirSync(join(made, 'path'));
  cpSync(join(root, '.ci', 'run'), join(made, '.ci', 'run'));
  for (const tool of TOOLS) {
    const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(made, 'path', tool));
  }
  for (const [program, body] of Object.entries(programs)) {
    writeFileSync(join(made, 'path', program), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  }
  return made;
}

function runCheckOf(made: string): Ended {
  return spawnSync(join(made, '.ci', 'run'), {
    encoding: 'utf8',
    env: { PATH: join(made, 'path'), COMITY_CI_POLICY: join(made, 'policy'), COMITY_CI_PAUSE_S: '0' },
  });
}

/** Runs .ci/run of a checkout whose `npm test` prints and ends as given. */
function check(name: string, printed: string, code: number): Ended {
  const npm = `printf '%b' '${printed}'; exit ${code}`;
  // Not root, so that nothing is installed whatever is missing.
  return runCheckOf(checkout(name, { npm, chromium: 'exit 0', id: 'echo 1000' }));
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

for (const reason of [NO_CHROMIUM, NO_POSTGRES, 'no pdftotext here (Debian: poppler-utils)']) {
  test(`the check of a change counts tests as failed that are skipped because: ${reason}`, { skip }, () => {
    const name = reason.replaceAll(/\W+/gu, '-');
    const { status, stdout } = check(name, `  12 because: ${reason}\\n7 passed, 1 failed, 12 skipped\\n`, 0);
    assert.equal(stdout.trimEnd().split('\n').at(-1), '7 passed, 13 failed');
    assert.equal(status, 1);
  });
}

test('the check of a change passes with tests that are skipped for another reason', { skip }, () => {
  const printed = '  2 because: incidents-veris is absent\\n7 passed, 0 failed, 2 skipped\\n';
  assert.equal(check('other-reason', printed, 0).status, 0);
});

test('the check of a change asks again for a package that it could not fetch', { skip }, () => {
  const made = checkout('asks-again', {
    id: 'echo 0',
    npm: `echo '7 passed, 0 failed, 0 skipped'`,
    chromium: 'exit 0',
    'chromium-headless-shell': 'exit 0',
    sleep: 'exit 0',
    'apt-cache': 'exit 0',
    // Fails twice, then brings the program.
    'apt-get': `echo "$*" >>"$0.calls"; case "$*" in *"install"*poppler*)
      [ "$(grep -c poppler "$0.calls")" -ge 3 ] || exit 100
      printf '#!/bin/sh\\n' >"\${0%/*}/pdftotext"; chmod 755 "\${0%/*}/pdftotext";; esac`,
  });
  const { status, stderr } = runCheckOf(made);
  assert.equal(status, 0, stderr);
  assert.ok(existsSync(join(made, 'path', 'pdftotext')), stderr);
  const calls = readFileSync(join(made, 'path', 'apt-get.calls'), 'utf8').split('\n');
  assert.equal(calls.filter((call) => call.includes('poppler-utils')).length, 3);
  assert.equal(calls.filter((call) => call.endsWith(' update')).length, 3);
});

test('an unknown stage is refused with the list of stages', () => {
  const { status, stderr } = node('tools/test.ts', '--only', 'unit,nonsense');
  assert.equal(status, 2);
  assert.match(stderr, /no stage nonsense[\s\S]*types, lint, tidy, federation, browser, contract, unit/u);
});

test('a path that no test file has is refused, and starts nothing', () => {
  for (const path of ['src/ledger/nowhere', 'nowhere.test.ts']) {
    const { status, stdout, stderr } = node('tools/test.ts', path);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.ok(stderr.includes(`"${path}"`));
  }
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
