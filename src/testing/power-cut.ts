import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { startWorker, type Worker } from './kill.ts';
import { type Leftover, PowerDisk } from './power-disk.ts';
import { readRecord } from './power-record.ts';

const COMPILERS = ['cc', 'gcc', 'clang'];

/** Watches a folder from a moment at which all of it counts as safely on the disk. */
export interface PowerRecorder extends Disposable {
  /** The environment of every program that works on the folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** How much has been recorded so far. What a program acknowledged before this call was recorded before it. */
  position(): number;
  /** Writes what a cut at each position would leave, in ascending order, each into a fresh folder of its own. */
  cuts(positions: readonly number[], random: () => number): Generator<Cut>;
}

export type Cut = { readonly position: number; readonly folder: string };

/** Why power cuts cannot be simulated on this machine, or undefined where they can. */
export function powerCutsUnavailable(): string | undefined {
  if (process.platform !== 'linux') return 'simulated power cuts need Linux (LD_PRELOAD)';
  return compiler() === undefined
    ? 'simulated power cuts need a C compiler (Debian: apt-get install gcc libc6-dev)'
    : undefined;
}

function compiler(): string | undefined {
  return COMPILERS.find((name) => spawnSync(name, ['--version']).status === 0);
}

/** Begins to record every change under the folder by programs that are given the recorder's environment. */
export function recordChanges(folder: string): Outcome<PowerRecorder, 'power-cuts-unavailable'> {
  const unavailable = powerCutsUnavailable();
  if (unavailable !== undefined) return refuse('power-cuts-unavailable', unavailable);
  const root = realpathSync(folder);
  const owner = statSync(root);
  const work = mkdtempSync(join(tmpdir(), 'comity-power-'));
  chmodSync(work, 0o755);
  const library = join(work, 'power-cut.so');
  const source = join(import.meta.dirname, 'power-cut.c');
  const built = spawnSync(compiler() ?? '', ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the recorder does not compile: ${built.stderr}`);
  const record = join(work, 'record');
  writeFileSync(record, '');
  // The programs may run as another user than we do.
  chmodSync(record, 0o666);
  const initial = readFolder(root);
  return accept({
    environment: {
      LD_PRELOAD: library,
      COMITY_TEST_POWER_ROOT: root,
      COMITY_TEST_POWER_RECORD: record,
      // Writes through io_uring never pass the C library.
      UV_USE_IO_URING: '0',
    },
    position: () => statSync(record).size,
    *cuts(positions, random) {
      const disk = new PowerDisk(initial);
      const recorded = readRecord(record, positions.at(-1) ?? 0);
      let next = recorded.next();
      for (const position of positions) {
        for (; next.done !== true && next.value.end <= position; next = recorded.next())
          disk.apply(next.value.change);
        const left = mkdtempSync(join(tmpdir(), 'comity-cut-'));
        try {
          writeFolder(disk.cut(random), root, left, owner);
          yield { position, folder: left };
        } finally {
          rmSync(left, { recursive: true, force: true });
        }
      }
    },
    [Symbol.dispose]: () => rmSync(work, { recursive: true, force: true }),
  });
}

function readFolder(root: string): Leftover {
  const found = new Map<string, Uint8Array | null>([[root, null]]);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) found.set(path, null);
    else if (entry.isFile()) found.set(path, readFileSync(path));
  }
  return found;
}

/** Writes with the modes a database insists on, and for the owner of the folder that was recorded. */
function writeFolder(left: Leftover, root: string, into: string, owner: { uid: number; gid: number }): void {
  const folders = new Set([into]);
  const target = (path: string): string => join(into, path.slice(root.length));
  const makeFolder = (path: string): void => {
    if (folders.has(path)) return;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: 0o700 });
    folders.add(path);
  };
  for (const [path, content] of left) {
    makeFolder(content === null ? target(path) : dirname(target(path)));
    if (content !== null) writeFileSync(target(path), content, { mode: 0o600 });
  }
  if (process.getuid?.() !== 0) return;
  for (const path of folders) chownSync(path, owner.uid, owner.gid);
  for (const [path, content] of left) if (content !== null) chownSync(target(path), owner.uid, owner.gid);
}

/** Numbers from 0 up to 1 that a seed repeats (mulberry32), so that a cut that failed can be looked at again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export type PowerCuts = {
  readonly recorder: PowerRecorder;
  /** Its `environment` carries the recorder's where the worker itself writes to the folder. */
  readonly worker: Worker;
  readonly workMs: number;
  readonly cuts: number;
  readonly seed?: number;
  /** Opens what the cut left and throws if anything acknowledged before it is missing or out of step. */
  readonly check: (left: { readonly folder: string; readonly acknowledged: readonly string[] }) => Promise<void>;
};

/**
 * Lets the worker work once, then cuts the power at as many random moments of that work, and has each result checked
 * against what had been acknowledged by then. Returns how much was acknowledged in all.
 */
export async function survivePowerCuts(run: PowerCuts): Promise<number> {
  const seed = run.seed ?? Math.floor(Math.random() * 2 ** 32);
  const random = seeded(seed);
  const acknowledged: { readonly line: string; readonly position: number }[] = [];
  const { begin, end } = await work(run, (line) => acknowledged.push({ line, position: run.recorder.position() }));
  const positions = Array.from({ length: run.cuts }, () => Math.floor(begin + random() * (end - begin + 1)));
  positions.sort((left, right) => left - right);
  for (const { position, folder } of run.recorder.cuts(positions, random)) {
    const lines = acknowledged.flatMap((one) => (one.position <= position ? [one.line] : []));
    try {
      await run.check({ folder, acknowledged: lines });
    } catch (cause) {
      const where = `after ${lines.length} acknowledged of ${acknowledged.length}, seed ${seed}`;
      throw new Error(`what the power cut at ${position} of ${end} left does not hold (${where})`, { cause });
    }
  }
  return acknowledged.length;
}

async function work(run: PowerCuts, acknowledge: (line: string) => void): Promise<{ begin: number; end: number }> {
  const processes = Array.from({ length: run.worker.processes ?? 1 }, () => startWorker(run.worker, acknowledge));
  try {
    await Promise.all(processes.map(({ ready }) => ready));
    const begin = run.recorder.position();
    const alone = Promise.race(processes.map(({ ended }) => ended));
    const early = await Promise.race([alone, wait(run.workMs).then(() => undefined)]);
    if (early !== undefined) throw new Error(`${run.worker.script} ended by itself:\n${early}`);
    return { begin, end: run.recorder.position() };
  } finally {
    for (const { kill } of processes) kill();
    await Promise.all(processes.map(({ ended }) => ended));
  }
}
