// Plain JavaScript for whatever Node the machine has (20 or newer): brings node_modules up to the lockfile, then
// runs the given script under the project's own Node 26.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants as os, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'node_modules');
const windows = process.platform === 'win32';
const NODE_MAJOR_MIN = 26;
/** Compiled modules of our commands and tests, which load in half the time from there. Losing it costs that time once. */
const compiled = join(packages, '.cache', 'comity-compiled');
const WARMING_LIMIT_MS = 60_000;
/**
 * Of commands: the room for what lives shortly, 16 MB and more by default, is never given back, and stood for 40 MB of a
 * node at rest. No figure of the bench was slower with half of it.
 */
const COMMAND_FLAGS = ['--max-semi-space-size=8'];
/** Digest of the lockfile that these packages were found to be for. A copy made of links may share npm's record with others. */
const stamp = join(packages, '.comity-set-up');
const PROGRESS_EVERY_MS = 500;
const LOOKS = 5;
const LOOK_PAUSE_MS = 200;

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

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function packagesIn(lock) {
  try {
    return JSON.parse(lock).packages;
  } catch {
    return undefined;
  }
}

/**
 * How node_modules differs from what the lockfile says; undefined where it does not. npm writes its own record last, so
 * an installation that was interrupted has none; a copy that was interrupted lacks folders. What was found whole once
 * is known by its stamp. Commands under bin do without the developers' tools.
 */
function difference(script) {
  const lock = read(join(root, 'package-lock.json'));
  const wanted = packagesIn(lock);
  if (wanted === undefined) fail('package-lock.json is missing or damaged. Fetch the project again.');
  if (runtime() === undefined) return `no Node ${NODE_MAJOR_MIN} is in it`;
  const digest = createHash('sha256').update(lock).digest('hex');
  const serves = script.startsWith('bin/');
  const isStamped = read(stamp) === digest;
  const present = isStamped ? wanted : packagesIn(read(join(packages, '.package-lock.json')));
  if (present === undefined) return 'it has no record of what was installed';
  for (const [path, { version, integrity, optional, devOptional, dev }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    if (found !== undefined && (found.version !== version || found.integrity !== integrity))
      return `${path} is ${found.version}, not ${version}`;
    const isThere = found !== undefined && existsSync(join(root, path, 'package.json'));
    const mayLack = optional === true || devOptional === true || (serves && dev === true);
    // npm's record names what it installed, so that a folder which it names was lost.
    if (!isThere && !(mayLack && (isStamped || found === undefined))) return `${path} is missing`;
  }
  if (!isStamped) keepStamp(digest);
  return undefined;
}

/** Put in place whole, and never written into: a linked copy keeps its own. */
function keepStamp(digest) {
  const made = `${stamp}-${process.pid}`;
  try {
    writeFileSync(made, digest);
    renameSync(made, stamp);
  } catch {
    // Where nothing can be written, npm's record is read each time.
  }
}

/** The difference that is still there a moment later: another program may just be writing. */
async function lastingDifference(script) {
  let found = difference(script);
  for (let looks = 1; looks < LOOKS && found !== undefined && existsSync(packages); looks++) {
    await wait(LOOK_PAUSE_MS);
    found = difference(script);
  }
  return found;
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

/** At a terminal, how far it has come: npm itself says nothing before its end. Answers what takes the line away again. */
function showProgress() {
  if (!process.stderr.isTTY) return () => {};
  const ours = Object.entries(packagesIn(read(join(root, 'package-lock.json'))))
    .filter(
      ([path, { os: systems, cpu }]) => path !== '' && fits(systems, process.platform) && fits(cpu, process.arch),
    )
    .map(([path]) => join(root, path, 'package.json'));
  const begun = Date.now();
  const timer = setInterval(() => {
    const done = ours.filter((path) => existsSync(path)).length;
    const seconds = Math.round((Date.now() - begun) / 1000);
    process.stderr.write(`\r\u001b[K  ${done} of ${ours.length} packages, ${seconds} s`);
  }, PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r\u001b[K');
  };
}

function fits(wanted, ours) {
  return wanted === undefined || wanted.includes(ours);
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
  const endProgress = showProgress();
  const stop = (signal) => npm.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve) => {
    npm.once('error', () =>
      fail('npm was not found. Install it (Debian: apt-get install npm), then run this again.'),
    );
    npm.once('exit', (code, signal) => {
      endProgress();
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
  for (;;) {
    if (difference(script) === undefined) return;
    const lasting = writable() ? undefined : await lastingDifference(script);
    if (lasting !== undefined) {
      fail(
        `node_modules does not match package-lock.json (${lasting}), and ${root} cannot be written. Run \`npm ci\` there as its owner.`,
      );
    }
    const release = await takeLock();
    if (release === undefined) continue;
    // Somebody may have finished between our look and our lock.
    const before = await lastingDifference(script);
    if (before !== undefined) {
      const why = existsSync(packages) ? `; node_modules is not what package-lock.json says: ${before}` : '';
      process.stderr.write(
        `comity: installing dependencies (npm ci), once: about 550 MB, a minute or two${why} …\n`,
      );
      rmSync(stamp, { force: true });
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
      const left = difference(script);
      if (left !== undefined)
        fail(
          `npm ci ended well, but node_modules differs from package-lock.json: ${left}. Remove node_modules, then run this again.`,
        );
      await warm();
    }
    release();
  }
}

function start(script, rest) {
  const node = runtime();
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  // Where it cannot be written, the runtime does without. Tests and all they start find it in their environment.
  const cache = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled };
  const flags = ['--disable-warning=ExperimentalWarning', ...(script.startsWith('bin/') ? COMMAND_FLAGS : [])];
  const child = spawn(node, [...flags, join(root, script), ...rest], {
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
