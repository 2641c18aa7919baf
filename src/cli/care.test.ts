import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { openKeyring } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { createKeyFile, readUnlock } from '#store/unlock.ts';
import { eventually } from '#testing/eventually.ts';
import { codeOf, type Ended, failedChecks, operate, placeOf } from '#testing/operator.ts';

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

/** Settings that a test names otherwise for a while. */
const named: Record<string, string> = {};

/** One command on the node in this folder, with the first node's key file. */
function comity(place: string, ...words: readonly string[]): Promise<Ended> {
  const own = { COMITY_DATA: place, COMITY_KEY_FILE: join(node, 'node.key'), COMITY_REALM: 'exercise:care' };
  return operate({ ...own, COMITY_ORIGIN: 'care.example/log', ...named }, ...words);
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

test('doctor finds a store that is read and takes no writes', async () => {
  const database = new DatabaseSync(join(node, 'comity.sqlite'));
  const asked = async () => failedChecks(await comity(node, 'doctor'));
  assert.deepEqual(await asked(), []);
  try {
    database.exec(`create trigger no_room before insert on write_trial begin select raise(abort, 'no room'); end`);
    assert.deepEqual(await asked(), ['store-refuses-writes']);
  } finally {
    database.exec('drop trigger no_room');
    database.close();
  }
  assert.deepEqual(await asked(), []);
});

test('serving at a place that is taken, or not of this machine, is refused by the setting that names it', async () => {
  await using taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const refusedAt = async (settings: Record<string, string>, setting: string) => {
    Object.assign(named, settings);
    const ended = await comity(node, 'serve');
    for (const name of Object.keys(settings)) delete named[name];
    assert.equal(placeOf(ended), setting);
    // Whoever starts a node may try a port again; a setting that is wrong stays so.
    assert.equal(ended.code, codeOf(ended) === 'port-taken' ? 3 : 1);
    return codeOf(ended);
  };
  const at = `127.0.0.1:${port}`;
  assert.equal(await refusedAt({ COMITY_LISTEN: at }, 'COMITY_LISTEN'), 'port-taken');
  const elsewhere = { COMITY_LISTEN: '192.0.2.1:4600', COMITY_PUBLIC_URL: 'https://care.example' };
  assert.equal(await refusedAt(elsewhere, 'COMITY_LISTEN'), 'setting-invalid');
  const desks = { COMITY_MAIL_DESKS: 'report@care.example=did:web:care.example' };
  assert.equal(await refusedAt({ ...desks, COMITY_MAIL_LISTEN: at }, 'COMITY_MAIL_LISTEN'), 'port-taken');
  const free = { COMITY_LISTEN: '127.0.0.1:0' };
  assert.equal(await refusedAt({ ...free, COMITY_METRICS_LISTEN: at }, 'COMITY_METRICS_LISTEN'), 'port-taken');
});

test('a backup to a place that cannot be written names that place', async () => {
  const refused = await comity(node, 'backup', join(folder, 'none', 'backup'));
  assert.equal(codeOf(refused), 'backup-file-not-written');
});

test('founding refuses each answer that is none by its option, before anything is made', async () => {
  const place = join(folder, 'unfounded');
  const right = { party: 'did:web:u.example', name: 'U', kind: 'csirt', territory: 'XC', administrator: 'Ann' };
  for (const [name, value] of Object.entries({
    ...right,
    party: 'u.example',
    name: ' ',
    kind: 'king',
    territory: 'xc',
  })) {
    if (value === 'Ann') continue;
    const words = Object.entries({ ...right, [name]: value }).flatMap(([option, said]) => [`--${option}`, said]);
    const { answer } = await comity(place, 'init', ...words);
    assert.equal((answer.refused as { place?: string }).place, `--${name}`);
  }
  await assert.rejects(readdir(place), /ENOENT/);
});

test('a node whose settings name another log or realm than its own is refused, and healed by naming them again', async () => {
  const asked = async (setting: string, value: string, ...words: readonly string[]) => {
    named[setting] = value;
    const ended = await comity(node, ...words);
    delete named[setting];
    return ended;
  };
  for (const [setting, value] of [
    ['COMITY_ORIGIN', 'moved.example/log'],
    ['COMITY_REALM', 'live'],
  ] as const) {
    for (const words of [['serve'], ['backup', join(folder, 'wrong')], ['migrate-store', '--to-folder', folder]]) {
      assert.equal(codeOf(await asked(setting, value, ...words)), 'setting-contradicts', `${words[0]} ${setting}`);
    }
    const { answer } = await asked(setting, value, 'serve');
    assert.equal((answer.refused as { place?: string }).place, setting);
    assert.ok(failedChecks(await asked(setting, value, 'doctor')).includes('setting-contradicts'));
  }
  assert.deepEqual(failedChecks(await comity(node, 'doctor')), []);
});

type Key = { readonly kid: string; readonly use: string; readonly invalidAfter: string | null };

test('whoever holds the recovery key ends a stolen signing key on the machine, and has the node sign with a new one', async () => {
  const place = join(folder, 'stolen');
  const by = ['--party', 'did:web:stolen.example', '--recovery', join(folder, 'recovery-stolen')];
  const founding = [
    ...by.slice(0, 2),
    '--name',
    'S',
    '--kind',
    'csirt',
    '--territory',
    'XC',
    '--administrator',
    'Ann',
  ];
  assert.equal((await comity(place, 'init', ...founding, '--recovery-out', by[3]!)).code, 0);
  const signing = async () => {
    const { answer } = await comity(place, 'keys', 'list', ...by.slice(0, 2));
    return (answer.keys as readonly Key[]).filter(({ use }) => use === 'sign');
  };
  const [first] = await signing();
  assert.equal(first?.invalidAfter, null);
  const other = [...by.slice(0, 3), join(folder, 'recovery')];
  assert.equal(codeOf(await comity(place, 'keys', 'revoke', first!.kid, ...other)), 'key-unknown');
  const wrong = [...by.slice(0, 3), join(node, 'node.key')];
  assert.equal(codeOf(await comity(place, 'keys', 'renew', ...wrong)), 'recovery-key-malformed');
  assert.equal(
    codeOf(await comity(place, 'keys', 'revoke', first!.kid, ...by, '--after', 'noon')),
    'time-malformed',
  );
  assert.equal((await comity(place, 'keys', 'revoke', first!.kid, ...by, '--reason', 'stolen')).code, 0);
  assert.equal((await comity(place, 'keys', 'renew', ...by)).code, 0);
  const [revoked, renewed] = await signing();
  assert.equal(revoked?.kid, first?.kid);
  assert.notEqual(revoked?.invalidAfter, null);
  assert.equal(renewed?.invalidAfter, null);
  assert.deepEqual(failedChecks(await comity(place, 'doctor')), []);
});

test('another key file or passphrase opens the keys once “comity passphrase” has let it, and the one before no longer does', async () => {
  const place = join(folder, 'resealed');
  assert.equal((await comity(place, 'restore', backup)).code, 1);
  const opens = async (setting: Record<string, string>) => {
    const before = { ...named };
    Object.assign(named, setting);
    const failed = failedChecks(await comity(place, 'doctor'));
    delete named.COMITY_KEY_FILE;
    delete named.COMITY_PASSPHRASE_FILE;
    Object.assign(named, before);
    return !failed.includes('keyring-locked');
  };
  const first = { COMITY_KEY_FILE: join(node, 'node.key') };
  const second = { COMITY_KEY_FILE: join(folder, 'second.key') };
  const words = join(folder, 'words');
  await writeFile(words, 'five random words would do\n', { mode: 0o600 });
  const third = { COMITY_PASSPHRASE_FILE: words };

  const reseal = (...options: readonly string[]) => comity(place, 'passphrase', ...options);
  assert.equal(codeOf(await reseal()), 'option-incomplete');
  assert.equal(codeOf(await reseal('--key-file', first.COMITY_KEY_FILE)), 'unlock-same-file');
  assert.equal(codeOf(await reseal('--passphrase-file', join(folder, 'none'))), 'key-file-missing');
  assert.ok(await opens(first), 'what is refused changes nothing');
  await createKeyFile(join(folder, 'foreign.key'));
  named.COMITY_KEY_FILE = join(folder, 'foreign.key');
  assert.equal(codeOf(await reseal('--key-file', second.COMITY_KEY_FILE)), 'keyring-locked');
  assert.ok(!existsSync(second.COMITY_KEY_FILE), 'whoever cannot open them makes nothing');
  delete named.COMITY_KEY_FILE;

  // As a run leaves it that was killed before it wrote: the file is there and opens nothing.
  await createKeyFile(second.COMITY_KEY_FILE);
  assert.ok(await opens(first));
  assert.ok(!(await opens(second)));
  const resealed = await reseal('--key-file', second.COMITY_KEY_FILE);
  assert.deepEqual(resealed.answer, { setting: 'COMITY_KEY_FILE', path: second.COMITY_KEY_FILE });
  assert.ok(!(await opens(first)));
  assert.ok(await opens(second));

  Object.assign(named, second);
  assert.equal((await reseal('--passphrase-file', words)).code, 0);
  delete named.COMITY_KEY_FILE;
  assert.ok(!(await opens(second)));
  assert.ok(await opens(third));
});

test('a change of passphrase that is killed leaves keys that the old file opens, or the new one, and is finished by another run', async () => {
  const place = join(folder, 'resealed-halfway');
  assert.equal((await comity(place, 'restore', backup)).code, 1);
  const [before, next] = [join(node, 'node.key'), join(folder, 'halfway.key')];
  const environment = {
    ...process.env,
    COMITY_DATA: place,
    COMITY_KEY_FILE: before,
    COMITY_REALM: 'exercise:care',
  };
  const command = join(import.meta.dirname, '../../bin/cli.ts');
  const child = spawn(process.execPath, [command, 'passphrase', '--key-file', next], {
    env: { ...environment, COMITY_ORIGIN: 'care.example/log' },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await eventually('the new key file', async () => existsSync(next) && readFileSync(next, 'utf8').endsWith('\n'));
  child.kill('SIGKILL');
  await ended;
  const opens = async (path: string) => {
    const unlock = await readUnlock({ keyFile: path });
    await using store = await openStore({ folder: place });
    return unlock.ok && (await openKeyring(store, unlock.value)).ok;
  };
  assert.notEqual(await opens(before), await opens(next));
  // The same words once more: whether the killed run had come that far or not.
  assert.equal((await comity(place, 'passphrase', '--key-file', next)).code, 0);
  assert.equal((await comity(place, 'passphrase', '--key-file', next)).code, 0);
  assert.ok(await opens(next));
  assert.ok(!(await opens(before)));
});

test('a damaged backup leaves not even an empty database', async () => {
  const place = join(folder, 'nothing');
  const path = join(folder, 'damaged');
  await writeFile(path, 'no backup');
  assert.equal(codeOf(await comity(place, 'restore', path)), 'backup-foreign');
  await assert.rejects(readdir(place), /ENOENT/);
  assert.equal(codeOf(await comity(place, 'backup', join(folder, 'empty'))), 'place-empty');
});

test('migrate-store moves a node to another folder, where it is healthy, and ends it here: served or moved no more', async () => {
  const source = join(folder, 'source');
  const target = join(folder, 'target');
  assert.equal((await comity(source, 'restore', backup)).code, 1);
  assert.equal((await comity(source, 'restore', '--successor')).code, 0);
  const moved = await comity(source, 'migrate-store', '--to-folder', target);
  assert.equal(moved.code, 0);
  assert.equal(moved.answer.size, 1);
  assert.deepEqual(failedChecks(await comity(target, 'doctor')), []);
  assert.deepEqual(failedChecks(await comity(source, 'doctor')), ['ledger-moved']);
  assert.equal(codeOf(await comity(source, 'serve')), 'ledger-moved');
  assert.equal(
    codeOf(await comity(source, 'migrate-store', '--to-folder', join(folder, 'twice'))),
    'ledger-moved',
  );
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
