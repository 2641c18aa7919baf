import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { type RunWish, runAll } from './runs.ts';
import { planOf, readScenario } from './scenario.ts';
import { modelOf, networkOf } from './testing/networks.ts';

const SERVICES = 60;
const model = modelOf(
  Array.from({ length: SERVICES }, (_, at) => ({
    state: at % 3 === 0 ? 'XA' : 'XB',
    people: at * 10,
    bufferHours: { low: 0, likely: 1, high: 5 },
    restartHours: { low: 0, likely: 1, high: 2 },
  })),
  Array.from({ length: SERVICES - 1 }, (_, at) => ({
    service: `s${at + 1}`,
    on: `s${Math.floor(at / 2)}`,
    strength: 0.7,
  })),
);
const network = networkOf(model);

function plan() {
  const scenario = readScenario({
    name: 'three at random',
    horizonHours: 100,
    hits: [{ among: { kind: 'power' }, count: 3, hours: { low: 1, likely: 6, high: 24 }, chance: 0.9 }],
    watch: ['s7'],
  });
  assert.ok(scenario.ok);
  const made = planOf(scenario.value, network);
  assert.ok(made.ok);
  return made.value;
}

async function tallyOf(wish: Partial<RunWish>) {
  const tally = await runAll(network, plan(), { runs: 900, seed: 42, threads: 1, ...wish });
  assert.ok(tally.ok, tally.ok ? '' : tally.refusal.sentence);
  return tally.value;
}

test('one thread and three come to the same numbers, run by run', async () => {
  assert.deepEqual(await tallyOf({ threads: 3 }), await tallyOf({}));
});

test('another seed comes to other numbers, and more runs begin with the same ones', async () => {
  const [some, more, other] = [await tallyOf({}), await tallyOf({ runs: 1_000 }), await tallyOf({ seed: 43 })];
  assert.deepEqual(more.cells.slice(0, some.cells.length), some.cells);
  assert.notDeepEqual(other.cells, some.cells);
});

test('a thread that is killed in the middle is replaced, and the numbers are the same', async () => {
  let killed = 0;
  const kill = (worker: Worker): void => {
    if (killed === 2) return;
    killed += 1;
    worker.once('message', () => void worker.terminate());
  };
  assert.deepEqual(await tallyOf({ threads: 2, started: kill }), await tallyOf({}));
  assert.equal(killed, 2);
});

test('threads that die again and again end the run, with a sentence and without numbers', async () => {
  const tally = await runAll(network, plan(), {
    runs: 900,
    seed: 1,
    threads: 2,
    started: (worker) => void worker.terminate(),
  });
  assert.equal(!tally.ok && tally.refusal.code, 'run-broken');
});

test('a run that is cancelled ends, whether threads carry it or not', async () => {
  for (const threads of [1, 2]) {
    const stop = new AbortController();
    const tally = await runAll(network, plan(), {
      runs: 900,
      seed: 1,
      threads,
      signal: stop.signal,
      progress: () => stop.abort(),
    });
    assert.equal(!tally.ok && tally.refusal.code, 'run-cancelled');
  }
});

test('runs and seeds that cannot be meant are refused', async () => {
  for (const [wish, code] of [
    [{ runs: 0 }, 'runs-out-of-range'],
    [{ runs: 1.5 }, 'runs-out-of-range'],
    [{ runs: Number.NaN }, 'runs-out-of-range'],
    [{ runs: 10_000_000 }, 'runs-out-of-range'],
    [{ seed: -1 }, 'seed-malformed'],
    [{ seed: 0.5 }, 'seed-malformed'],
  ] as const) {
    const tally = await runAll(network, plan(), { runs: 10, seed: 1, ...wish });
    assert.equal(!tally.ok && tally.refusal.code, code);
  }
});
