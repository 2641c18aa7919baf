import assert from 'node:assert/strict';
import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sqlitePlace } from '#testing/store-place.ts';
import { fileErasureList } from './erasure-list.ts';

const one = { digest: 'D'.repeat(43), names: ['text'], statement: 'S'.repeat(43) };
const two = { ...one, statement: 'T'.repeat(43) };

test('an erasure list that does not exist yet is empty, and is made for its owner alone', async () => {
  await using place = await sqlitePlace();
  const path = join(place.folder, 'deep', 'erasures.jsonl');
  const list = fileErasureList(path);
  assert.deepEqual(await list.all(), []);
  await list.add([]);
  await list.add([one]);
  assert.deepEqual(await list.all(), [one]);
  if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('a line torn by a crash is passed over, and does not swallow the next', async () => {
  await using place = await sqlitePlace();
  const path = join(place.folder, 'erasures.jsonl');
  const list = fileErasureList(path);
  await list.add([one]);
  await appendFile(path, '{"digest":"DDD","na');
  await list.add([two]);
  assert.deepEqual(await list.all(), [one, two]);
});

test('the list holds digests and names, and nothing else whatever it is given', async () => {
  await using place = await sqlitePlace();
  const path = join(place.folder, 'erasures.jsonl');
  await fileErasureList(path).add([{ ...one, value: 'a secret' } as typeof one]);
  assert.ok(!(await readFile(path, 'utf8')).includes('secret'));
});
