import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { surviveKills } from './kill.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-kill-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, body: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, body);
  return path;
}

/** Numbers each piece of work, stores it before or after it says so. */
function worker(name: string, order: 'store, then say' | 'say, then store'): { script: string; store: string } {
  const store = join(folder, `${name}.txt`);
  appendFileSync(store, '');
  const save = `appendFileSync(${JSON.stringify(store)}, work + '\\n');`;
  const say = `writeSync(1, work + '\\n');`;
  const steps = order === 'store, then say' ? save + say : `${say} await wait(5); ${save}`;
  const body = `
    import { appendFileSync, writeSync } from 'node:fs';
    import { setTimeout as wait } from 'node:timers/promises';
    writeSync(1, 'ready\\n');
    for (let n = 0; ; n += 1) { const work = process.pid + '-' + n; ${steps} await wait(1); }`;
  return { script: script(name, body), store };
}

function missing(store: string, acknowledged: readonly string[]): readonly string[] {
  const stored = new Set(readFileSync(store, 'utf8').split('\n'));
  return acknowledged.filter((line) => !stored.has(line));
}

test('work that is stored before it is acknowledged survives every kill', async () => {
  const { script: path, store } = worker('honest', 'store, then say');
  const rounds: number[] = [];
  const count = await surviveKills({
    rounds: 5,
    worker: { script: path, processes: 2 },
    earliestMs: 20,
    latestMs: 120,
    check: async ({ round, acknowledged }) => {
      rounds.push(round);
      assert.deepEqual(missing(store, acknowledged), []);
    },
  });
  assert.deepEqual(rounds, [1, 2, 3, 4, 5]);
  assert.ok(count > 5, `only ${count} lines were acknowledged`);
});

test('work that is acknowledged before it is stored is found out', async () => {
  const { script: path, store } = worker('hasty', 'say, then store');
  const hunt = surviveKills({
    rounds: 20,
    worker: { script: path },
    earliestMs: 10,
    latestMs: 60,
    check: async ({ acknowledged }) => assert.deepEqual(missing(store, acknowledged), []),
  });
  await assert.rejects(hunt, /what kill \d+ of 20 left does not hold/u);
});

test('a worker that ends by itself is a failure, with its last words', async () => {
  const path = script('quitter', `console.log('ready'); console.error('no disk'); setTimeout(() => {}, 20);`);
  const check = async (): Promise<void> => undefined;
  const run = surviveKills({ rounds: 1, worker: { script: path }, earliestMs: 5_000, latestMs: 5_000, check });
  await assert.rejects(run, /ended by itself in round 1:\nno disk/u);
});

test('a worker that never gets ready is a failure, with its last words', async () => {
  const path = script('broken', `throw new Error('cannot open the database');`);
  const check = async (): Promise<void> => undefined;
  const run = surviveKills({ rounds: 1, worker: { script: path }, earliestMs: 0, latestMs: 1, check });
  await assert.rejects(run, /ended before it was ready:[\s\S]*cannot open the database/u);
});
