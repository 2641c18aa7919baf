import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { closing } from './summary.ts';
import { type FileResult, runFile } from './test-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-runner-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Enough to begin and to pass one test on a machine that does much else. */
const HANG_LIMIT_MS = 6_000;

async function run(name: string, body: string, limitMs = 20_000, titles?: string): Promise<FileResult> {
  const path = join(folder, `${name}.test.mjs`);
  writeFileSync(
    path,
    `import { test, describe, before } from 'node:test'; import assert from 'node:assert';\n${body}`,
  );
  const job = { path, stage: 'unit', limitMs };
  return await runFile(titles === undefined ? job : { ...job, titles });
}

function titles(result: FileResult): readonly string[] {
  return result.failures.map(({ title }) => title);
}

/** A process that has ended may stand in the table, as a zombie, until its new parent looks. */
async function gone(processId: number): Promise<void> {
  const status = `/proc/${processId}/stat`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (!existsSync(status) || / Z /u.test(readFileSync(status, 'utf8'))) return;
    await wait(20);
  }
  assert.fail(`process ${processId} still runs`);
}

test('each passed, failed and skipped test counts once, and suites do not count', async () => {
  const result = await run(
    'counts',
    `describe('suite', () => {
       test('one', () => {});
       test('two', () => assert.equal(1, 2));
       test('three', { skip: 'no such machine' }, () => {});
     });
     test('parent', async (t) => { await t.test('child', () => {}); });`,
  );
  assert.equal(result.passed, 3);
  assert.deepEqual(titles(result), ['suite > two']);
  assert.match(result.failures[0]?.reason ?? '', /1 == 2/u);
  assert.deepEqual(result.skipped, [{ title: 'suite > three', reason: 'no such machine' }]);
});

test('a file that hangs fails when its time is up, with what passed until then', async () => {
  const result = await run('hangs', `test('quick', () => {}); setInterval(() => {}, 1000);`, HANG_LIMIT_MS);
  assert.equal(result.passed, 1);
  assert.match(result.failures[0]?.reason ?? '', /did not end within 6 s/u);
});

test('a file in an endless loop fails when its time is up', async () => {
  const result = await run('loops', `test('quick', () => {}); test('endless', () => { for (;;); });`, 1_500);
  assert.match(result.failures[0]?.reason ?? '', /did not end within 1.5 s/u);
});

const linuxOnly = process.platform === 'linux' ? false : 'reads /proc';

test('a process that a test leaves running ends with its file', { skip: linuxOnly }, async () => {
  const body = `import { spawn } from 'node:child_process';
    test('starts', () => { const child = spawn('sleep', ['3600'], { stdio: 'inherit' }); child.unref(); console.log(child.pid); });
    test('fails, so that the output is kept', () => assert.fail('on purpose'));`;
  const result = await run('leaves', body);
  const child = Number(result.failures[0]?.output.trim());
  assert.deepEqual(titles(result), ['fails, so that the output is kept'], 'it did not wait for the child');
  await gone(child);
});

test('what a file leaves in its temporary folder is removed with it', async () => {
  const body = `import { mkdtempSync } from 'node:fs'; import { tmpdir } from 'node:os'; import { join } from 'node:path';
    test('leaves', () => { console.log(mkdtempSync(join(tmpdir(), 'left-'))); assert.fail('so that the output is kept'); });`;
  const left = (await run('litter', body)).failures[0]?.output.trim() ?? '';
  assert.match(left, /left-/u);
  assert.equal(existsSync(left), false);
});

test('a file that crashes half-way is a failure with its last words', async () => {
  const result = await run(
    'crashes',
    `test('one', () => {}); test('two', () => { console.error('last words'); process.abort(); });`,
  );
  assert.deepEqual(titles(result), ['the file as a whole']);
  assert.match(result.failures[0]?.reason ?? '', /was ended by SIGABRT/u);
  assert.match(result.failures[0]?.output ?? '', /last words/u);
});

test('a file that cannot be loaded is a failure that says why', async () => {
  const result = await run('broken', `import './nowhere.mjs';`);
  assert.equal(result.passed, 0);
  assert.match(`${result.failures[0]?.reason}${result.failures[0]?.output}`, /Cannot find module.*nowhere/u);
});

test('a file without any test is a failure', async () => {
  assert.match((await run('empty', '')).failures[0]?.reason ?? '', /contains no test/u);
});

test('a promise that nobody awaited and that fails is a failure', async () => {
  const result = await run('floating', `test('one', () => { Promise.reject(new Error('unheard')); });`);
  assert.equal(result.failures.length, 1);
  assert.match(`${result.failures[0]?.reason}`, /unheard/u);
});

test('an error that nobody caught fails its file, also after the test that began it', async () => {
  const result = await run(
    'later',
    `test('begins', () => { (async () => { await null; await null; throw new Error('unheard'); })(); });
     test('ends', async () => { await new Promise((resolve) => setImmediate(resolve)); });`,
  );
  assert.equal(result.failures.length, 1);
  assert.match(`${result.failures[0]?.reason}`, /unheard/u);
});

test('the runner follows no promise of a test', async () => {
  const result = await run(
    'unfollowed',
    `import { executionAsyncId } from 'node:async_hooks';
     test('one', async () => {
       await null;
       const first = executionAsyncId();
       await null;
       assert.equal(executionAsyncId(), first, 'each step has a number of its own');
     });`,
  );
  assert.deepEqual(result.failures, []);
});

test('a hook that fails is a failure', async () => {
  const result = await run(
    'hook',
    `describe('suite', () => { before(() => assert.fail('no server')); test('one', () => {}); });`,
  );
  assert.ok(result.failures.some(({ reason }) => reason.includes('no server')));
});

test('a pattern runs only the tests whose title matches', async () => {
  const result = await run('chosen', `test('left', () => {}); test('right', () => {});`, 20_000, 'right');
  assert.equal(result.passed, 1);
});

test('the run closes with its counts alone on the last line, and names what was skipped and why', async () => {
  const results = [
    await run(
      'close',
      `test('one', () => {}); test('two', { skip: 'no browser' }, () => {}); test('three', () => assert.fail('x'));`,
    ),
  ];
  const lines = closing(results, 1).split('\n');
  assert.equal(lines.at(-1), '1 passed, 1 failed, 1 skipped');
  assert.ok(lines.includes('  1 because: no browser'));
  assert.ok(lines.some((line) => line.startsWith('FAILED ') && line.endsWith(': three')));
});
