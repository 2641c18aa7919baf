import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileTasks, runTasks } from './queue.ts';
import { closing, totals } from './summary.ts';
import type { FileResult } from './test-file.ts';
import { hearAgain } from './unsteady.ts';

const FILE_LIMIT_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'comity-unsteady-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PASSES = `test('holds', () => {});`;
const FAILS = `test('never holds', () => assert.fail('as always'));`;
/** Fails until it has left a mark beside itself; each look adds a letter, so that looks can be counted. */
const FAILS_ONCE = `import { appendFileSync, readFileSync } from 'node:fs';
  const mark = import.meta.filename + '.mark';
  appendFileSync(mark, 'x');
  test('holds on a quiet machine', () => assert.equal(readFileSync(mark, 'utf8').length, 2, 'too busy\\nat this hour'));`;

let runs = 0;

async function run(bodies: readonly string[], limitMs = FILE_LIMIT_MS): Promise<readonly FileResult[]> {
  runs += 1;
  const jobs = bodies.map((body, at) => {
    const path = join(folder, `${runs}-${at}.test.mjs`);
    writeFileSync(path, `import { test } from 'node:test'; import assert from 'node:assert';\n${body}`);
    return { path, stage: 'unit', limitMs: FILE_LIMIT_MS };
  });
  const tasks = fileTasks(jobs, { limitMs });
  return await hearAgain(await runTasks(tasks, 2), tasks);
}

test('a file that fails beside others and passes alone counts as passed, and is named unsteady with what it said', async () => {
  const results = await run([FAILS_ONCE, PASSES]);
  assert.deepEqual(totals(results), { passed: 2, failed: 0, skipped: 0 });
  const words = closing(results, 1);
  assert.match(words, /^UNSTEADY \S+\/\d+-0\.test\.mjs: holds on a quiet machine, AssertionError.*too busy$/mu);
  assert.match(words, /^ {4}at this hour$/mu);
  assert.doesNotMatch(words, /^FAILED/mu);
});

test('a file that fails again alone has failed, once', async () => {
  const results = await run([FAILS, PASSES]);
  assert.deepEqual(totals(results), { passed: 1, failed: 1, skipped: 0 });
  assert.doesNotMatch(closing(results, 1), /UNSTEADY/u);
});

test('two unsteady files in a run are named, and three fail it', async () => {
  assert.equal(totals(await run([FAILS_ONCE, FAILS_ONCE, PASSES])).failed, 0);
  const results = await run([FAILS_ONCE, FAILS_ONCE, FAILS_ONCE]);
  assert.equal(totals(results).failed, 1);
  assert.match(closing(results, 1), /^FAILED run: at most 2 files of a run are unsteady$/mu);
});

test('a file that ran alone already is believed the first time', async () => {
  assert.equal(totals(await run([FAILS_ONCE])).failed, 1);
});

test('where a dozen files and more fail, none is heard again', async () => {
  const results = await run(Array.from({ length: 13 }, () => FAILS_ONCE));
  assert.equal(totals(results).failed, 13);
});

test('a run that meets its limit names the files that did not begin, and fails', async () => {
  const results = await run([PASSES, FAILS_ONCE], 0);
  assert.equal(totals(results).failed, 2);
  const words = closing(results, 1);
  assert.match(words, /^NOT BEGUN, 2 files\. It did not begin: .*\n {4}\S+-0\.test\.mjs\n {4}\S+-1\.test\.mjs$/mu);
  assert.doesNotMatch(words, /^FAILED/mu);
});
