import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PassThrough, Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { refuse } from '#outcome.ts';
import { fullDiskAfter } from '#testing/failing-writes.ts';
import { codeOf, type Ended, failedChecks, operate, placeOf } from '#testing/operator.ts';
import { readRecovery } from './recovery-file.ts';
import { terminalContext } from './terminal.ts';

const PARTY = 'did:web:first.example';
const ADMINISTRATOR = ['--administrator', 'Ann'];
/** More than a founding writes; without it a test that fails would go on for ever. */
const WRITES_MOST = 300;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'comity-founding-'));
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

function comity(place: string, ...words: readonly string[]): Promise<Ended> {
  return operate({ COMITY_DATA: place, COMITY_REALM: 'exercise:founding' }, ...words);
}

function founding(out: string, administrator: readonly string[] = ADMINISTRATOR): readonly string[] {
  const said = ['--party', PARTY, '--name', 'First', '--kind', 'csirt', '--territory', 'XC'];
  return ['init', ...said, ...administrator, '--recovery-out', out];
}

/** Of what makes the tables every third write is refused, and from the log's keys on each. */
const STEP_WHILE_TABLES_ARE_MADE = 3;

function recoveryKids(place: string): readonly unknown[] {
  using database = new DatabaseSync(join(place, 'comity.sqlite'), { readOnly: true });
  return database
    .prepare(`select kid from party_key where use = 'recover'`)
    .all()
    .map(({ kid }) => kid);
}

test('a founding that any of its writes breaks off has lost nothing, and the same words end it', async () => {
  const broken: string[] = [];
  let step = STEP_WHILE_TABLES_ARE_MADE;
  for (let writes = 0; writes < WRITES_MOST; writes += step) {
    const place = join(folder, `full-${writes}`);
    const out = join(folder, `recovery-${writes}`);
    let first: Ended;
    {
      using disk = fullDiskAfter(writes);
      first = await comity(place, ...founding(out));
      if (disk.refused.length === 0) break;
      broken.push(disk.refused[0]!);
    }
    if (broken.some((what) => what.includes('sealed_key'))) step = 1;
    const at = `after ${writes} writes, at ${broken.at(-1)}`;
    // Where it was something else that was refused, beside the founding, this may be done already.
    if (first.code !== 0) assert.deepEqual([codeOf(first), first.code], ['disk-full', 3], at);
    const again = await comity(place, ...founding(out));
    assert.equal(again.code, 0, `${at}: ${again.said}`);
    const key = await readFile(out, 'utf8');
    assert.match(key, /^\S{43} \S{43}\n$/u, at);
    assert.deepEqual(
      recoveryKids(place),
      [key.split(' ')[0]],
      `${at}: the key on the disk is the one that counts`,
    );
    assert.match(String(again.answer.code), /^\w+-/u, at);
    await rm(place, { recursive: true });
  }
  assert.ok(broken.some((what) => what.includes('recovery-')));
  assert.ok(broken.filter((what) => what === 'commit').length > 5, broken.join('\n'));
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.half')),
    [],
  );
});

test('founding writes over no file, records nothing where the recovery key cannot be written, and makes it for its owner alone', async () => {
  const place = join(folder, 'refused');
  const taken = join(folder, 'taken');
  await writeFile(taken, 'mine');
  assert.equal(codeOf(await comity(place, ...founding(taken))), 'file-exists');
  assert.equal(await readFile(taken, 'utf8'), 'mine');
  const nowhere = await comity(place, ...founding(join(folder, 'none', 'recovery')));
  assert.deepEqual([codeOf(nowhere), placeOf(nowhere)], ['file-not-written', '--recovery-out']);
  assert.equal(codeOf(await comity(place, 'keys', 'list', '--party', PARTY)), 'party-not-founded');
  const orphan = join(folder, 'orphan');
  const refused = await comity(place, ...founding(orphan), '--parent', 'did:web:none.example');
  assert.equal(codeOf(refused), 'parent-not-authority');
  assert.equal(
    codeOf(await comity(place, ...founding(orphan))),
    undefined,
    'what a refused founding wrote is taken up',
  );
  const second = founding(orphan).with(2, 'did:web:second.example');
  assert.equal(codeOf(await comity(place, ...second)), 'file-exists', 'and never for a second party');

  assert.equal((await stat(orphan)).mode & 0o777, 0o600);
  assert.ok((await readRecovery(orphan)).ok);
});

test('as long as nobody has signed in a founding that is repeated gives its administrator a new code, and nobody else; so does a node at another name', async () => {
  const place = join(folder, 'repeated');
  const founded = await comity(place, ...founding(join(folder, 'recovery-repeated')));
  const again = await comity(place, ...founding(join(folder, 'recovery-again')));
  assert.equal(again.code, 0);
  assert.match(String(again.answer.code), /^\w+-/u);
  assert.notEqual(again.answer.code, founded.answer.code);
  await assert.rejects(stat(join(folder, 'recovery-again')), /ENOENT/u);
  const other = await comity(place, ...founding(join(folder, 'recovery-again'), ['--administrator', 'Bob']));
  assert.match(other.said, /waits for its administrator Ann/u);
  using database = new DatabaseSync(join(place, 'comity.sqlite'));
  const { person } = database.prepare('select person from enrolment').get() as { person: string };
  const passkey = `insert into passkey values ('id', ?, ?, 'key', 0, '', 'phone', 0, null, 'localhost')`;
  database.prepare(passkey).run(person, PARTY);
  const late = await comity(place, ...founding(join(folder, 'recovery-again')));
  assert.equal(codeOf(late), 'party-already-founded');
  assert.match(late.said, /an administrator of it gives new codes/u);

  const at = { COMITY_DATA: place, COMITY_REALM: 'exercise:founding', COMITY_PUBLIC_URL: 'https://moved.example' };
  const moved = await operate(at, 'serve');
  assert.deepEqual([codeOf(moved), placeOf(moved)], ['setting-contradicts', 'COMITY_ORIGIN']);
  assert.match(moved.said, /This node's log is localhost:4600\/log/u);
  const same = { ...at, COMITY_ORIGIN: 'localhost:4600/log' };
  const anew = await operate(same, ...founding(join(folder, 'recovery-again')));
  assert.equal(
    anew.answer.enrol,
    'https://moved.example/enrol',
    'passkeys of the old name open nothing at the new one',
  );
});

test('a recovery key that is printed has left the process before it counts, and a terminal that fails founds nobody', async () => {
  const programs = await comity(join(folder, 'program'), ...founding('').slice(0, -2));
  assert.equal(placeOf(programs), '--recovery-out');
  const out = new Writable({ write: (_chunk, _encoding, done) => done(new Error('the terminal is gone')) });
  const cli = terminalContext(false, () => refuse('unreachable', 'no node'), { out, error: new PassThrough() });
  out.removeAllListeners('error').on('error', () => undefined);
  await assert.rejects(cli.tell(['recovery key']), /gone/u);
});

test('a folder that takes no files is named, and founding there works once it does', async () => {
  const blocked = join(folder, 'blocked');
  await writeFile(blocked, 'a file, where the folder is to be');
  const first = await comity(join(blocked, 'node'), ...founding(join(folder, 'recovery-blocked')));
  assert.equal(first.code, 1);
  assert.match(first.said, /blocked/u);
  await rm(blocked);
  await mkdir(blocked);
  const place = join(blocked, 'node');
  assert.equal((await comity(place, ...founding(join(folder, 'recovery-blocked')))).code, 0);
  assert.deepEqual(failedChecks(await comity(place, 'doctor')), []);
});
