// Plain JavaScript for whatever Node the machine has (20 or newer): brings node_modules up to the lockfile, then
// runs the given script under the project's own Node 26.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants as os, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'node_modules');
const windows = process.platform === 'win32';
const NODE_MAJOR_MIN = 26;
/** Compiled modules of our commands, which load in half the time from there. Losing it costs that time once. */
const compiled = join(packages, '.cache', 'comity-compiled');
const WARMING_LIMIT_MS = 60_000;

function fail(sentence) {
  process.stderr.write(`comity: ${sentence}\n`);
  process.exit(1);
}

/** The runtime that npm brought for this platform, or the running one if it is new enough. */
function runtime() {
  const names = [`node-linux-${process.arch}`, `node-bin-darwin-${process.arch}`, `node-win-${process.arch}`];
  const found = names
    .map((name) => join(packages, name, 'bin', windows ? 'node.exe' : 'node'))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN ? process.execPath : undefined;
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules is what the lockfile says. npm writes its own record last, so an installation that was
 * interrupted has none; a copy that was interrupted lacks folders. Commands under bin do without the developers' tools.
 */
function matchesLockfile(script) {
  const wanted = readLock(join(root, 'package-lock.json'));
  if (wanted === undefined) fail('package-lock.json is missing or damaged. Fetch the project again.');
  const present = readLock(join(packages, '.package-lock.json'));
  if (present === undefined || runtime() === undefined) return false;
  const serves = script.startsWith('bin/');
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional, dev }]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return optional === true || devOptional === true || (serves && dev === true);
    return (
      found.version === version && found.integrity === integrity && existsSync(join(root, path, 'package.json'))
    );
  });
}

/** A name that the operating system frees when its holder ends, however it ends. */
function lockAddress() {
  const name = `comity-set-up-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  if (windows) return `\\\\.\\pipe\\${name}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/** Resolves with what releases the lock, or with undefined once another process that held it has ended its set-up. */
function takeLock() {
  const address = lockAddress();
  return new Promise((resolve) => {
    const waiting = new Set();
    const server = createServer((socket) => waiting.add(socket.on('error', () => {})));
    const release = () => {
      server.close();
      for (const socket of waiting) socket.destroy();
    };
    server.once('listening', () => resolve(release));
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE') fail(`cannot take the lock of the set-up: ${error.message}`);
      awaitHolder(address, resolve);
    });
    server.listen(address);
  });
}

function awaitHolder(address, resolve) {
  const holder = connect(address);
  holder.once('connect', () => {
    process.stderr.write('comity: another command is installing dependencies; waiting for it …\n');
  });
  holder.once('error', (error) => {
    // A killed holder leaves its socket file behind where the system does not remove it.
    if (error.code === 'ECONNREFUSED' && address.startsWith(tmpdir())) rmSync(address, { force: true });
  });
  holder.once('close', () => resolve(undefined));
}

function install() {
  // npm's warnings judge the packages by the machine's Node; they run under the one that this brings.
  const inherited = Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV');
  const npm = spawn(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: windows,
      env: Object.fromEntries(inherited),
    },
  );
  const stop = (signal) => npm.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve) => {
    npm.once('error', () =>
      fail('npm was not found. Install it (Debian: apt-get install npm), then run this again.'),
    );
    npm.once('exit', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (signal !== null || code > 128)
        fail('the installation was interrupted. Run the command again to finish it.');
      resolve(code === 0);
    });
  });
}

/** Loads all that the demo needs, so that its first start finds it compiled. What goes wrong here will be told there. */
function warm() {
  const warming = spawn(runtime(), [join(root, 'bin', 'cli.ts'), 'demo', '--help'], {
    stdio: 'ignore',
    timeout: WARMING_LIMIT_MS,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  return new Promise((resolve) => warming.once('error', resolve).once('exit', resolve));
}

function writable() {
  try {
    accessSync(root, constants.W_OK);
    if (existsSync(packages)) accessSync(packages, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function setUp(script) {
  while (!matchesLockfile(script)) {
    if (!writable()) {
      fail(
        `node_modules does not match package-lock.json, and ${root} cannot be written. Run \`npm ci\` there as its owner.`,
      );
    }
    const release = await takeLock();
    if (release === undefined) continue;
    // Somebody may have finished between our look and our lock.
    if (!matchesLockfile(script)) {
      process.stderr.write('comity: installing dependencies (npm ci), once …\n');
      if (!(await install())) {
        fail(
          'npm ci failed; its own words stand above. If this machine is offline, connect it, or copy node_modules from a machine with the same system and processor. Then run the command again.',
        );
      }
      if (runtime() === undefined) {
        fail(
          `npm has no Node ${NODE_MAJOR_MIN} for ${process.platform} on ${process.arch}. Install it, then run this again.`,
        );
      }
      if (!matchesLockfile(script))
        fail(
          'npm ci ended well, but node_modules differs from package-lock.json. Remove node_modules, then run this again.',
        );
      await warm();
    }
    release();
  }
}

function start(script, rest) {
  const node = runtime();
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  // Where it cannot be written, the runtime does without.
  const cache = script.startsWith('bin/')
    ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled }
    : {};
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, ...cache },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // At a terminal, Ctrl-C reaches the child by itself; a second one would mean "at once".
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  child.once('error', (error) =>
    fail(`cannot start ${node}: ${error.message}. Install Node ${NODE_MAJOR_MIN}, then run this again.`),
  );
  child.once('exit', (code, signal) => process.exit(signal === null ? code : 128 + (os.signals[signal] ?? 0)));
}

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) fail('usage: node tools/run.mjs SCRIPT [ARGUMENT …]');
await setUp(script);
start(script, rest);
