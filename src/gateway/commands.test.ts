import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runHere } from '#testing/command-line.ts';
import { MESSAGE_BYTES_MOST } from './mail/limits.ts';

const SAMPLES = join(import.meta.dirname, 'testing', 'samples');
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-mail-'));
});
after(() => rm(folder, { recursive: true, force: true }));

test('comity mail --check tells what could be read from a file, and what is still open', async () => {
  const { code, out } = await runHere(['mail', join(SAMPLES, 'report.eml'), '--check', '--json']);
  assert.equal(code, 0);
  const read = JSON.parse(out) as { fields: Record<string, unknown>; open: string[]; signature: { kind: string } };
  assert.deepEqual(read.fields.sectors, ['health']);
  assert.deepEqual(read.open, ['danger', 'people']);
  assert.equal(read.signature.kind, 'none');
  const words = await runHere(['mail', join(SAMPLES, 'files.eml'), '--check']);
  assert.match(words.out, /file plan\.svg \(image\/svg\+xml\) SHA-256 /u);
});

test('comity mail refuses a file that is not there, too large, or no mail that can be read', async () => {
  const refusedWith = async (file: string) => {
    const { code, error, out } = await runHere(['mail', file, '--check']);
    assert.equal(code, 1);
    return `${error}${out}`;
  };
  assert.match(await refusedWith(join(folder, 'nowhere.eml')), /file-missing/u);
  await writeFile(join(folder, 'large.eml'), new Uint8Array(MESSAGE_BYTES_MOST + 1));
  assert.match(await refusedWith(join(folder, 'large.eml')), /file-too-large/u);
  await writeFile(join(folder, 'other.eml'), '{"no": "mail"}');
  assert.match(await refusedWith(join(folder, 'other.eml')), /mail-malformed/u);
  await writeFile(join(folder, 'empty.eml'), '');
  assert.match(await refusedWith(join(folder, 'empty.eml')), /mail-malformed/u);
});
