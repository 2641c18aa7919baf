/** What a node costs while nobody asks anything of it, and how soon the demo is ready to be clicked through. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '#testing/free-port.ts';
import { figure } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const REST_MS = 15_000;
const QUICK_REST_MS = 500;
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;
const MEMORY_TARGET_MIB = 200;
const READY_TARGET_S = 5;
const READY_RUNS = 3;
/** Guide and three nodes. */
const DEMO_PORTS = 4;
const KIB_PER_MIB = 1_024;
const ROOT = join(import.meta.dirname, '..');
/** As `tools/run.mjs` starts a command. */
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', join(ROOT, 'bin/cli.ts')];

export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-bench-node-'));
  try {
    return [...(await memoryAtRest(folder, options)), await demoReady(folder, options)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function memoryAtRest(folder: string, options: BenchOptions): Promise<readonly Row[]> {
  if (process.platform !== 'linux') {
    options.say('skipped: memory at rest is read from /proc, which this system does not have');
    return [];
  }
  options.say('a node at rest');
  const environment = {
    ...process.env,
    COMITY_DATA: folder,
    COMITY_REALM: 'exercise:bench',
    COMITY_LISTEN: `127.0.0.1:${await freePort()}`,
    COMITY_LOG_LEVEL: 'error',
  };
  const founding = ['--party', 'did:web:bench.example', '--name', 'Bench', '--kind', 'csirt', '--territory', 'XB'];
  const secret = ['--administrator', 'Ann', '--recovery-out', join(folder, 'recovery')];
  const init = spawn(process.execPath, [...NODE_FLAGS, '--json', 'init', ...founding, ...secret], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(init, 'exit');
  if (code !== 0) throw new Error(`bench: init ended with ${code}`);
  const served = spawn(process.execPath, [...NODE_FLAGS, '--json', 'serve'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await firstAnswer(served);
    await wait(options.quick ? QUICK_REST_MS : REST_MS);
    const value = await residentMib(served.pid ?? 0);
    return [
      figure({ name: 'memory of a node at rest', value, unit: 'MiB', better: 'less', target: MEMORY_TARGET_MIB }),
    ];
  } finally {
    await stop(served);
  }
}

/** As a newcomer starts it, from the command to the line that says where to click; the slowest of a few runs. */
async function demoReady(folder: string, options: BenchOptions): Promise<Row> {
  const seconds: number[] = [];
  for (let at = 0; at < (options.quick ? 1 : READY_RUNS); at++) {
    options.say(`demo, run ${at + 1}`);
    const port = String(await freePort(DEMO_PORTS));
    const start = performance.now();
    const demo = spawn('npm', ['start', '--silent', '--', '--json', '--port', port], {
      cwd: ROOT,
      // Its tokens must not replace those of a demo that runs on this machine.
      env: { ...process.env, TMPDIR: folder, COMITY_DEMO_SEATS: join(folder, 'seats.json') },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    try {
      await firstAnswer(demo);
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      await answer.text();
      if (!answer.ok) throw new Error(`bench: the guide answers with ${answer.status}`);
      seconds.push((performance.now() - start) / 1_000);
    } finally {
      await stop(demo);
    }
  }
  const value = Math.max(...seconds);
  return figure({ name: 'demo ready after npm start', value, unit: 's', better: 'less', target: READY_TARGET_S });
}

async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kib = /^VmRSS:\s+([0-9]+) kB$/m.exec(status)?.[1];
  if (kib === undefined) throw new Error(`bench: /proc/${pid}/status names no VmRSS`);
  return Number(kib) / KIB_PER_MIB;
}

/** Both commands answer once, when they serve. */
async function firstAnswer(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`bench: it ended with ${code} before it served`);
  });
  ended.catch(() => undefined);
  const late = AbortSignal.timeout(READY_LIMIT_MS);
  await Promise.race([once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data', { signal: late }), ended]);
}

/** The child and, where it leads a group of its own, what it started. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  const grouped = child.spawnfile === 'npm';
  process.kill(grouped ? -child.pid : child.pid, 'SIGTERM');
  const killing = setTimeout(
    () => process.kill(grouped ? -(child.pid ?? 0) : (child.pid ?? 0), 'SIGKILL'),
    STOP_LIMIT_MS,
  );
  await ended;
  clearTimeout(killing);
}
