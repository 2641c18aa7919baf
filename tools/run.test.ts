import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './source.ts';

const POLL_MS = 20;
const LOCK = { packages: { '': {}, 'node_modules/lib': { version: '1.0.0', integrity: 'sha512-x' } } };
const skip = process.platform === 'win32' ? 'needs a POSIX shell' : false;

/** Stands for npm where a registry cannot be reached: it writes what `npm ci` leaves, as slowly or badly as asked. */
const NPM = `#!/bin/sh
echo "$@" >>"$PWD/npm-calls"
rm -rf node_modules && mkdir -p node_modules/lib node_modules/node-linux-ARCH/bin
test -f "$PWD/slow" && sleep "$(cat "$PWD/slow")"
test -f "$PWD/offline" && { echo "npm error code ENOTFOUND" >&2; exit 1; }
ln -s NODE node_modules/node-linux-ARCH/bin/node
echo '{}' >node_modules/lib/package.json
cp package-lock.json node_modules/.package-lock.json
`;

const noTerminal = spawnSync('script', ['--version']).status === 0 ? false : 'needs script (util-linux)';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true, force: true });
  }
});

function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'comity-checkout-'));
  made.push(folder);
  mkdirSync(join(folder, 'tools'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'path'));
  cpSync(join(root, 'tools', 'run.mjs'), join(folder, 'tools', 'run.mjs'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK));
  writeFileSync(join(folder, 'bin', 'cli.ts'), `console.log('ran', process.argv.slice(2).join(' '));`);
  const npm = NPM.replaceAll('ARCH', process.arch).replaceAll('NODE', process.execPath);
  writeFileSync(join(folder, 'path', 'npm'), npm, { mode: 0o755 });
  return folder;
}

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

type Launch = { readonly path?: string; readonly script?: string; readonly as?: { uid?: number; gid?: number } };

function launch(folder: string, options: Launch = {}) {
  const path = options.path ?? `${join(folder, 'path')}${delimiter}${process.env.PATH}`;
  const script = options.script ?? 'bin/cli.ts';
  const child = spawn(process.execPath, [join(folder, 'tools', 'run.mjs'), script, 'a', 'b'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...options.as,
    env: { ...process.env, PATH: path },
  });
  const heard = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => {
    heard.out += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    heard.err += text.toString();
  });
  const ended = once(child, 'close').then(([code]): Ran => ({ code: code as number | null, ...heard }));
  return { child, heard, ended };
}

function calls(folder: string): number {
  const record = join(folder, 'npm-calls');
  return existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n').length : 0;
}

test('a clean checkout installs its dependencies once and passes the arguments on', { skip }, async () => {
  const folder = checkout();
  const first = await launch(folder).ended;
  assert.equal(first.code, 0, first.err);
  assert.equal(first.out, 'ran a b\n');
  assert.match(first.err, /installing dependencies/u);
  const second = await launch(folder).ended;
  assert.deepEqual(second, { code: 0, out: 'ran a b\n', err: '' });
  assert.equal(calls(folder), 1);
});

test('at a terminal an installation counts its packages and seconds, and takes that line away', {
  skip: noTerminal,
}, () => {
  const folder = checkout();
  writeFileSync(join(folder, 'slow'), '2');
  const command = `${process.execPath} ${join(folder, 'tools', 'run.mjs')} bin/cli.ts`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(folder, 'path')}${delimiter}${process.env.PATH}` },
  });
  const [, ...lines] = stdout.split('\r\u001b[K');
  assert.match(lines[0] ?? '', /^ {2}\d of 1 packages, \d+ s$/u);
  assert.match(lines.at(-1) ?? '', /^ran/u);
});

test('a command leaves its modules compiled for the next one', { skip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  const kept = readdirSync(join(folder, 'node_modules', '.cache', 'comity-compiled'), { recursive: true });
  assert.ok(kept.length > 1, 'nothing was kept');
});

test('a changed lockfile installs again', { skip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(LOCK).replace('1.0.0', '1.0.1'));
  assert.equal((await launch(folder).ended).code, 0);
  assert.equal(calls(folder), 2);
});

test('an installation that was killed half-way is finished by the next command', { skip }, async () => {
  const folder = checkout();
  writeFileSync(join(folder, 'slow'), '5');
  const cut = launch(folder);
  while (!existsSync(join(folder, 'node_modules'))) await wait(POLL_MS);
  // Power fails for npm and for us at the same moment.
  process.kill(-(cut.child.pid ?? 0), 'SIGKILL');
  await cut.ended;
  rmSync(join(folder, 'slow'));
  const again = await launch(folder).ended;
  assert.deepEqual({ code: again.code, out: again.out }, { code: 0, out: 'ran a b\n' });
});

test('a package folder that is missing is noticed and brought back', { skip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  rmSync(join(folder, 'node_modules', 'lib'), { recursive: true });
  assert.equal((await launch(folder).ended).code, 0);
  assert.equal(calls(folder), 2);
});

test('a copy made of links is not thrown away when npm rewrites the record that it shares with another', {
  skip,
}, async () => {
  const folder = checkout();
  await launch(folder).ended;
  const other = checkout();
  assert.equal(spawnSync('cp', ['-al', join(folder, 'node_modules'), other]).status, 0);
  assert.equal((await launch(other).ended).err, '');
  // In place, as npm writes it: both trees have this one file.
  const record = join(folder, 'node_modules', '.package-lock.json');
  for (const text of ['', JSON.stringify(LOCK).replace('1.0.0', '1.0.1')]) {
    writeFileSync(record, text);
    assert.deepEqual(await launch(other).ended, { code: 0, out: 'ran a b\n', err: '' });
  }
  assert.equal(calls(other), 0);
});

test('a record that is just being written is looked at again before anything is installed', { skip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  rmSync(join(folder, 'node_modules', '.comity-set-up'));
  const record = join(folder, 'node_modules', '.package-lock.json');
  writeFileSync(record, '');
  const running = launch(folder);
  await wait(300);
  writeFileSync(record, JSON.stringify(LOCK));
  assert.deepEqual(await running.ended, { code: 0, out: 'ran a b\n', err: '' });
  assert.equal(calls(folder), 1);
});

test('what made an installation necessary is said', { skip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  rmSync(join(folder, 'node_modules', 'lib'), { recursive: true });
  assert.match(
    (await launch(folder).ended).err,
    /is not what package-lock\.json says: node_modules\/lib is missing/u,
  );
});

test('two commands at once install once, and both run', { skip }, async () => {
  const folder = checkout();
  writeFileSync(join(folder, 'slow'), '1');
  const first = launch(folder);
  while (calls(folder) === 0) await wait(POLL_MS);
  const second = launch(folder);
  const both = await Promise.all([first.ended, second.ended]);
  assert.deepEqual(
    both.map(({ code, out }) => ({ code, out })),
    [
      { code: 0, out: 'ran a b\n' },
      { code: 0, out: 'ran a b\n' },
    ],
  );
  assert.match(both[1].err, /another command is installing/u);
  assert.equal(calls(folder), 1);
});

test('one that waited does not wait for the other to end its work, only its installation', { skip }, async () => {
  const folder = checkout();
  writeFileSync(join(folder, 'slow'), '1');
  writeFileSync(join(folder, 'bin', 'stay.ts'), 'setTimeout(() => {}, 60_000);');
  const first = launch(folder, { script: 'bin/stay.ts' });
  while (calls(folder) === 0) await wait(POLL_MS);
  const second = await launch(folder).ended;
  assert.equal(second.code, 0);
  first.child.kill('SIGTERM');
  assert.equal((await first.ended).code, 128 + 15);
});

test('offline, it says what to do and does not run the script', { skip }, async () => {
  const folder = checkout();
  writeFileSync(join(folder, 'offline'), '');
  const ran = await launch(folder).ended;
  assert.deepEqual({ code: ran.code, out: ran.out }, { code: 1, out: '' });
  assert.match(ran.err, /ENOTFOUND[\s\S]*offline, connect it, or copy node_modules/u);
});

test('without npm, it says which package to install', { skip }, async () => {
  const folder = checkout();
  const ran = await launch(folder, { path: join(folder, 'nowhere') }).ended;
  assert.equal(ran.code, 1);
  assert.match(ran.err, /npm was not found.*apt-get install npm/u);
});

/** Root may write everywhere, so root lets somebody else run the command. */
const READER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const readable = spawnSync(process.execPath, ['--version'], READER).status === 0;
const readerSkip = readable ? skip : 'the runtime lies where only root may read';

test('a read-only checkout that is complete runs', { skip: readerSkip }, async () => {
  const folder = checkout();
  await launch(folder).ended;
  chmodSync(folder, 0o555);
  const ran = await launch(folder, { as: READER }).ended;
  assert.deepEqual(ran, { code: 0, out: 'ran a b\n', err: '' });
});

test('a read-only checkout that is not complete says who must run npm ci', { skip: readerSkip }, async () => {
  const folder = checkout();
  chmodSync(folder, 0o555);
  const ran = await launch(folder, { as: READER }).ended;
  assert.equal(ran.code, 1);
  assert.match(ran.err, /cannot be written. Run `npm ci` there as its owner/u);
});

test('a damaged lockfile is named instead of installing whatever comes', { skip }, async () => {
  const folder = checkout();
  writeFileSync(join(folder, 'package-lock.json'), '{"packages":');
  const ran = await launch(folder).ended;
  assert.equal(ran.code, 1);
  assert.match(ran.err, /package-lock.json is missing or damaged/u);
  assert.equal(calls(folder), 0);
});
