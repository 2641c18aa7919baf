import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import { readNamed, readText, writeNew } from './named-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-named-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const MOST_BYTES = 10;
const skip = process.platform === 'win32' ? 'needs devices and pipes' : false;

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'read' : outcome.refusal.code;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('what is no readable file is told apart: missing, a folder, a device, too large', { skip }, async () => {
  mkdirSync(join(folder, 'sub'));
  const told = async (path: string) => codeOf(await readNamed(path, MOST_BYTES));
  assert.equal(await told(join(folder, 'gone')), 'file-missing');
  assert.equal(await told(join(file('a', 'x'), 'below-a-file')), 'file-missing');
  assert.equal(await told(join(folder, 'sub')), 'file-unreadable');
  assert.equal(await told('/dev/zero'), 'file-unreadable');
  assert.equal(await told(file('large', 'x'.repeat(MOST_BYTES + 1))), 'file-too-large');
  assert.equal(await told(file('full', 'x'.repeat(MOST_BYTES))), 'read');
  assert.equal(await told(file('empty', '')), 'read');
});

test('a pipe is read, up to the same limit', { skip }, async () => {
  const pipe = join(folder, 'pipe');
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
  // Each end of a pipe waits for the other, so neither may hold up this thread.
  const [read] = await Promise.all([readText(pipe, MOST_BYTES), writeFile(pipe, 'piped')]);
  assert.equal(read.ok && read.value, 'piped');
});

test('a dash stands for standard input', async () => {
  const read = await readNamed('-', MOST_BYTES, Readable.from([Buffer.from('from'), Buffer.from(' it')]));
  assert.equal(read.ok && new TextDecoder().decode(read.value), 'from it');
  const much = Readable.from(Array.from({ length: MOST_BYTES }, () => Buffer.from('xx')));
  assert.equal(codeOf(await readNamed('-', MOST_BYTES, much)), 'file-too-large');
});

test('nothing that stands is written over, and a place that cannot be written is named', async () => {
  const path = join(folder, 'new');
  assert.ok((await writeNew(path, 'first', '--out')).ok);
  const again = await writeNew(path, 'second', '--out');
  assert.deepEqual(!again.ok && [again.refusal.code, again.refusal.place], ['file-exists', '--out']);
  assert.equal(readFileSync(path, 'utf8'), 'first');
  assert.equal(codeOf(await writeNew(join(folder, 'none', 'x'), '', '--out')), 'file-not-written');
});
