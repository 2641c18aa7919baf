import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

const READY_LIMIT_MS = 60_000;
const ERROR_OUTPUT_MAX_CHARACTERS = 20_000;

/** The first line a worker prints: from here on each further line is one acknowledged piece of work. */
export const READY_LINE = 'ready';

/** A program that works until it is killed and prints a line for each piece of work once that is acknowledged. */
export type Worker = {
  readonly script: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** How many such processes work at once on the same node. */
  readonly processes?: number;
};

export type Round = {
  readonly round: number;
  /** Every line acknowledged in this and all earlier rounds, in the order they arrived. */
  readonly acknowledged: readonly string[];
};

export type Kills = {
  readonly rounds: number;
  readonly worker: Worker;
  /** The kill falls at a random moment between these two, counted from when every process is ready. */
  readonly earliestMs: number;
  readonly latestMs: number;
  /** Opens what the kill left and throws if anything acknowledged is missing or out of step. */
  readonly check: (round: Round) => Promise<void>;
};

type Running = {
  readonly lines: readonly string[];
  readonly ready: Promise<void>;
  readonly ended: Promise<string>;
  readonly kill: () => void;
};

/** Starts one process of the worker, in a process group of its own so that its children die with it. */
export function startWorker(worker: Worker, onLine: (line: string) => void = () => undefined): Running {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', worker.script, ...(worker.args ?? [])],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...worker.environment },
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-ERROR_OUTPUT_MAX_CHARACTERS);
  });
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  // A line cut short by the kill has no end and acknowledges nothing.
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (line === READY_LINE) ready.resolve();
      else {
        lines.push(line);
        onLine(line);
      }
    }
  });
  const ended = Promise.withResolvers<string>();
  child.once('error', (cause) => ready.reject(new Error(`cannot start ${worker.script}`, { cause })));
  child.once('close', () => {
    ready.reject(new Error(`${worker.script} ended before it was ready:\n${said}`));
    ended.resolve(said);
  });
  return {
    lines,
    ready: ready.promise,
    ended: ended.promise,
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    },
  };
}

/**
 * Lets the worker work, kills it with signal 9 at a random moment, has the rest checked, and starts it again on what
 * is left, for as many rounds. A worker that ends by itself is a failure. Returns how much was acknowledged.
 */
export async function surviveKills({ rounds, worker, earliestMs, latestMs, check }: Kills): Promise<number> {
  const acknowledged: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const processes = Array.from({ length: worker.processes ?? 1 }, () => startWorker(worker));
    try {
      await within(
        READY_LIMIT_MS,
        Promise.all(processes.map(({ ready }) => ready)),
        `${worker.script} is not ready`,
      );
      const momentMs = earliestMs + Math.random() * (latestMs - earliestMs);
      const alone = Promise.race(processes.map(({ ended }) => ended));
      const moment = new AbortController();
      const early = await Promise.race([alone, pause(momentMs, moment.signal)]);
      moment.abort();
      if (early !== undefined) throw new Error(`${worker.script} ended by itself in round ${round}:\n${early}`);
    } finally {
      for (const { kill } of processes) kill();
      await Promise.all(processes.map(({ ended }) => ended));
    }
    for (const { lines } of processes) acknowledged.push(...lines);
    try {
      await check({ round, acknowledged });
    } catch (cause) {
      throw new Error(`what kill ${round} of ${rounds} left does not hold`, { cause });
    }
  }
  return acknowledged.length;
}

async function within<Value>(limitMs: number, promise: Promise<Value>, otherwise: string): Promise<Value> {
  const stopped = new AbortController();
  const late = pause(limitMs, stopped.signal).then(() => {
    if (!stopped.signal.aborted) throw new Error(`${otherwise} after ${limitMs} ms`);
    return promise;
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stopped.abort();
    late.catch(() => undefined);
  }
}

/** Resolves after the time, or at once when it is no longer needed. */
async function pause(durationMs: number, signal: AbortSignal): Promise<undefined> {
  await wait(durationMs, undefined, { signal }).catch(() => undefined);
}
