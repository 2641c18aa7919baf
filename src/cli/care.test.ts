import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import { Command } from 'commander';
import { refuse } from '#outcome.ts';
import { nodeCommands } from './node-commands.ts';
import { terminalContext } from './terminal.ts';

let folder: string;
let node: string;
let backup: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-care-'));
  node = join(folder, 'node');
  backup = join(folder, 'backup');
  const founding = ['--party', 'did:web:care.example', '--name', 'Care', '--kind', 'csirt', '--territory', 'XC'];
  const secret = ['--administrator', 'Ann', '--recovery-out', join(folder, 'recovery')];
  assert.equal((await comity(node, 'init', ...founding, ...secret)).code, 0);
  assert.equal((await comity(node, 'backup', backup)).code, 0);
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

type Ended = { readonly code: number; readonly answer: Record<string, unknown> };

/** One command as an operator types it, with --json, on the node in this folder and with the first node's key file. */
async function comity(place: string, ...words: readonly string[]): Promise<Ended> {
  Object.assign(process.env, {
    COMITY_DATA: place,
    COMITY_KEY_FILE: join(node, 'node.key'),
    COMITY_ORIGIN: 'care.example/log',
    COMITY_REALM: 'exercise:care',
  });
  const out = new PassThrough();
  const cli = terminalContext(true, () => refuse('unreachable', 'no node'), { out, error: new PassThrough() });
  const program = new Command('comity');
  nodeCommands(program, () => cli);
  await program.parseAsync(['node', 'comity', ...words]);
  const code = Number(process.exitCode ?? 0);
  process.exitCode = 0;
  return { code, answer: JSON.parse(String(out.read())) as Record<string, unknown> };
}

function codeOf({ answer }: Ended): unknown {
  return (answer.refused as { code?: unknown } | undefined)?.code;
}

type Check = { readonly check: string; readonly passed: boolean; readonly code?: string };

function failedChecks({ answer }: Ended): readonly string[] {
  return (answer.checks as readonly Check[]).filter(({ passed }) => !passed).map(({ code }) => code ?? '');
}

test('a node without peers is restored by hand only, under a successor log, and is healthy then', async () => {
  const place = join(folder, 'restored');
  const restored = await comity(place, 'restore', backup);
  assert.equal(codeOf(restored), 'recovery-no-mirror');
  assert.equal(restored.code, 1);
  assert.deepEqual(failedChecks(await comity(place, 'doctor')), ['log-recovering']);
  const continued = await comity(place, 'restore', '--successor');
  assert.equal(continued.answer.origin, 'care.example/log/2');
  const healthy = await comity(place, 'doctor');
  assert.deepEqual(failedChecks(healthy), []);
  assert.equal(healthy.code, 0);
  assert.equal(codeOf(await comity(place, 'restore', '--successor')), 'recovery-not-needed');
  assert.equal(codeOf(await comity(place, 'restore', backup)), 'place-not-empty');
});

test('a damaged backup leaves not even an empty database', async () => {
  const place = join(folder, 'nothing');
  const path = join(folder, 'damaged');
  await writeFile(path, 'no backup');
  assert.equal(codeOf(await comity(place, 'restore', path)), 'backup-foreign');
  await assert.rejects(readdir(place), /ENOENT/);
  assert.equal(codeOf(await comity(place, 'backup', join(folder, 'empty'))), 'place-empty');
});

test('migrate-store moves a node to another folder, where it is healthy, and ends it here', async () => {
  const source = join(folder, 'source');
  const target = join(folder, 'target');
  assert.equal((await comity(source, 'restore', backup)).code, 1);
  assert.equal((await comity(source, 'restore', '--successor')).code, 0);
  const moved = await comity(source, 'migrate-store', '--to-folder', target);
  assert.equal(moved.code, 0);
  assert.equal(moved.answer.size, 1);
  assert.deepEqual(failedChecks(await comity(target, 'doctor')), []);
  assert.deepEqual(failedChecks(await comity(source, 'doctor')), ['log-moved']);
  assert.equal(codeOf(await comity(source, 'migrate-store')), 'option-missing');
});

test('doctor tells each thing that is wrong by a code and a sentence, and changes nothing', async () => {
  const sick = join(folder, 'sick');
  assert.deepEqual(failedChecks(await comity(sick, 'doctor')), ['place-empty']);
  await assert.rejects(readdir(sick), /ENOENT/);
  const other = join(folder, 'other');
  assert.equal((await comity(other, 'restore', backup)).code, 1);
  assert.equal((await comity(other, 'restore', '--successor')).code, 0);
  using database = new DatabaseSync(join(other, 'comity.sqlite'));
  database.exec(`update party_profile set name = 'Somebody else'; update statement set jwt = 'x' where log_index = 0;
    update statement set recorded_at = recorded_at + 3600000000`);
  const found = await comity(other, 'doctor');
  assert.equal(found.code, 1);
  assert.deepEqual(failedChecks(found).toSorted(), ['clock-behind', 'log-damaged', 'views-differ']);
  assert.deepEqual(
    (await readdir(other)).filter((name) => name.startsWith('scratch')),
    [],
  );
});
