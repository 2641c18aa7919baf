import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileTasks, runTasks } from './queue.ts';
import { readSources, type Source } from './source.ts';
import { stageOf } from './stages.ts';
import { totals } from './summary.ts';
import type { FileResult } from './test-file.ts';
import { groupsOf, groupTask } from './test-group.ts';

const LIMITS = { limitMs: 60_000 };
const folder = mkdtempSync(join(tmpdir(), 'comity-group-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const PASSES = `test('one', () => {});`;

async function run(name: string, bodies: readonly string[]): Promise<readonly FileResult[]> {
  const jobs = bodies.map((body, at) => {
    const path = join(folder, `${name}-${at}.test.mjs`);
    writeFileSync(path, `import { test } from 'node:test'; import assert from 'node:assert';\n${body}`);
    return { path, stage: 'unit', limitMs: LIMITS.limitMs };
  });
  const results = await runTasks([groupTask(jobs, fileTasks(jobs, LIMITS), LIMITS)], 1);
  return results.toSorted((one, other) => one.path.localeCompare(other.path));
}

test('files that share a process are each told with their own counts', async () => {
  const results = await run('counts', [
    `test('one', () => {}); test('two', async (t) => { await t.test('three', () => {}); });`,
    `test('four', () => {}); test('five', { skip: 'no such machine' }, () => {});`,
  ]);
  assert.deepEqual(
    results.map(({ passed, skipped }) => [passed, skipped.length]),
    [
      [3, 0],
      [1, 1],
    ],
  );
});

test('files of a group share one process', async () => {
  const body = `globalThis.loaded = (globalThis.loaded ?? 0) + 1;
    test('both are loaded', () => assert.equal(globalThis.loaded, 2));`;
  assert.deepEqual(totals(await run('shared', [body, body])), { passed: 2, failed: 0, skipped: 0 });
});

test('a test that another file declares counts for the file of the group that has it from there', async () => {
  const declared = join(folder, 'both.contract.mjs');
  writeFileSync(
    declared,
    `import { test } from 'node:test'; export const both = () => { test('one'); test('two'); };`,
  );
  const bodies = [`import { both } from './both.contract.mjs'; both();`, PASSES];
  const jobs = bodies.map((body, at) => {
    const path = join(folder, `declared-${at}.test.mjs`);
    writeFileSync(path, `import { test } from 'node:test';\n${body}`);
    return { path, stage: 'unit', limitMs: LIMITS.limitMs, declaredIn: at === 0 ? [path, declared] : [path] };
  });
  const results = await runTasks([groupTask(jobs, [], LIMITS)], 1);
  assert.deepEqual(
    results.map(({ path, passed }) => [path, passed]),
    jobs.map(({ path }, at) => [path, at === 0 ? 2 : 1]),
  );
});

test('a test that fails in a group is asked again in a process of its own, and fails by file and title', async () => {
  const results = await run('fails', [`test('holds', () => {});`, `test('does not', () => assert.equal(1, 2));`]);
  assert.deepEqual(
    results.map(({ failures }) => failures.map(({ title }) => title)),
    [[], ['does not']],
  );
});

test('a test that fails only because of its neighbours in the process passes', async () => {
  const body = `globalThis.loaded = (globalThis.loaded ?? 0) + 1;
    test('is alone', () => assert.equal(globalThis.loaded, 1));`;
  assert.deepEqual(totals(await run('neighbours', [body, body])), { passed: 2, failed: 0, skipped: 0 });
});

test('a crash in a group is the failure of the file that crashed, and the others pass', async () => {
  const results = await run('crash', [
    PASSES,
    `test('two', () => { console.error('last words'); process.abort(); });`,
    PASSES,
  ]);
  assert.deepEqual(
    results.map(({ failures }) => failures.length),
    [0, 1, 0],
  );
  assert.match(results[1]?.failures[0]?.output ?? '', /last words/u);
});

test('a file without any test, and a promise that nobody awaited, fail in a group as they do alone', async () => {
  const results = await run('lax', [PASSES, '', `test('one', () => { Promise.reject(new Error('unheard')); });`]);
  assert.deepEqual(
    results.map(({ failures }) => failures.length),
    [0, 1, 1],
  );
  assert.match(results[2]?.failures[0]?.reason ?? '', /unheard/u);
});

test('what a file does once before and after its tests is done around the tests of all, and each sees its own', async () => {
  const body = (name: string) => `import { after, before } from 'node:test'; let mine = '';
    before(async () => { await null; mine = '${name}'; globalThis.done = [...(globalThis.done ?? []), '${name}']; });
    after(() => { if (globalThis.done.length !== 2) throw new Error('not before all'); mine = ''; });
    test('finds its own', () => assert.deepEqual([mine, globalThis.done.length], ['${name}', 2]));`;
  assert.deepEqual(totals(await run('hooks', [body('one'), body('two')])), { passed: 2, failed: 0, skipped: 0 });
});

/** One file, which imports these others. */
function source(path: string, text: string, ...targets: readonly string[]): Source {
  const imports = targets.map((target) => ({ specifier: target, line: 1, target }));
  return { path, lines: text.split('\n'), imports, mentions: [] };
}

test('files that have their tests from elsewhere share a process with those that have theirs from another place', () => {
  const contracts = [
    source('src/a/store.contract.ts', `export function storeContract() {}`),
    source('src/b/view.contract.ts', `export function viewContract() {}`),
    source('src/c/clock.contract.ts', `export function clockContract() {\n  mock.timers.enable();\n}`),
  ];
  const files = contracts.flatMap(({ path }) =>
    ['postgres', 'sqlite'].map((engine) => source(path.replace('contract', `${engine}.test`), '', path)),
  );
  const jobs = files.map(({ path }) => ({ path, stage: 'contract', limitMs: 1 }));
  const { alone, groups } = groupsOf([...contracts, ...files], jobs);
  assert.deepEqual(
    groups.map((group) => group.map(({ path, declaredIn }) => [path, declaredIn?.at(-1)])),
    ['postgres', 'sqlite'].map((engine) => [
      [`src/a/store.${engine}.test.ts`, 'src/a/store.contract.ts'],
      [`src/b/view.${engine}.test.ts`, 'src/b/view.contract.ts'],
    ]),
  );
  assert.deepEqual(
    alone.map(({ path }) => path),
    ['src/c/clock.postgres.test.ts', 'src/c/clock.sqlite.test.ts'],
    'what their contract changes, they change',
  );
});

test('whoever has hooks around each test, or changes what a process has once, runs alone', () => {
  const sources = [
    source('src/a/one.test.ts', `test('one', () => {});`),
    source('src/a/two.test.ts', `describe('two', () => {\n  beforeEach(() => {});\n});`),
    source('src/a/once.test.ts', `before(() => {});\nafter(() => {});`),
    source('src/a/hook.test.ts', `afterEach(() => {});`),
    source('src/a/zone.test.ts', `process.env.TZ = 'UTC';`),
    source('src/b/single.test.ts', `test('one', () => {});`),
    source('src/c/single.test.ts', `test('one', () => {});`),
    source('test/browser/page.test.ts', `test('one', () => {});`),
    source('test/browser/form.test.ts', `test('one', () => {});`),
  ];
  const jobs = sources.map(({ path }) => ({
    path,
    stage: path.startsWith('src') ? 'unit' : 'browser',
    limitMs: 1,
  }));
  const { alone, groups } = groupsOf(sources, jobs);
  assert.deepEqual(
    groups.map((group) => group.map(({ path }) => path)),
    [
      ['src/a/one.test.ts', 'src/a/two.test.ts', 'src/a/once.test.ts'],
      ['src/b/single.test.ts', 'src/c/single.test.ts'],
    ],
    'rooms by themselves, and together those of which a room has only one',
  );
  assert.deepEqual(
    alone.map(({ path }) => path),
    ['src/a/hook.test.ts', 'src/a/zone.test.ts', 'test/browser/page.test.ts', 'test/browser/form.test.ts'],
  );
});

test('no file of the project is forgotten between those that share and those that do not', () => {
  const sources = readSources();
  const jobs = sources
    .filter(({ path }) => path.endsWith('.test.ts'))
    .map(({ path }) => ({ path, stage: stageOf(sources, path), limitMs: 1 }));
  const { alone, groups } = groupsOf(sources, jobs);
  assert.deepEqual(
    [...alone, ...groups.flat()].map(({ path }) => path).sort(),
    jobs.map(({ path }) => path).sort(),
  );
});
