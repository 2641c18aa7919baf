import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { primitives } from '#primitives';
import { sqlitePlace } from '#testing/store-place.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import { openStore, SQLITE_FILE, type Store, type StoreTarget } from './open.ts';
import { newIdentity, recipientOf, sealTo, unseal } from './seal.ts';
import { createKeyFile, readUnlock, type Unlock } from './unlock.ts';

/** Cheap to try, for tests alone; the same code with the default takes most of a second. */
const QUICK = 10;

async function withKeyring<Result>(
  target: StoreTarget,
  unlock: Unlock,
  use: (keyring: Keyring, store: Store) => Promise<Result>,
): Promise<Result | string> {
  await using store = await openStore(target);
  const keyring = await openKeyring(store, unlock);
  return keyring.ok ? await use(keyring.value, store) : keyring.refusal.code;
}

test('a key comes back as it was put, in this process and in the next', async () => {
  await using place = await sqlitePlace();
  const unlock = { passphrase: 'five random words would do', workFactor: QUICK };
  const made = (['ES256', 'Ed25519', 'ML-DSA-44'] as const).map((algorithm) => primitives.generateKey(algorithm));
  const identity = await newIdentity();
  await withKeyring(place.target, unlock, async (keyring) => {
    for (const key of made)
      await keyring.put({ kid: key.algorithm, purpose: 'party', owner: 'did:web:a.example' }, key);
    await keyring.put({ kid: 'seal', purpose: 'seal', owner: 'did:web:a.example' }, identity);
    assert.equal((await keyring.get('ES256'))?.algorithm, 'ES256');
  });
  await withKeyring(place.target, unlock, async (keyring) => {
    for (const key of made) assert.deepEqual((await keyring.get(key.algorithm))?.secret, key.secret);
    assert.equal(await keyring.identity('seal'), identity);
    assert.equal(await keyring.get('seal'), undefined);
    assert.equal(await keyring.identity('ES256'), undefined);
    assert.equal(await keyring.get('nobody'), undefined);
    const listed = await keyring.list({ purpose: 'party' });
    assert.deepEqual(listed.map((entry) => entry.kid).sort(), ['ES256', 'Ed25519', 'ML-DSA-44']);
    assert.deepEqual(await keyring.list({ owner: 'did:web:b.example' }), []);
  });
});

test('another passphrase, or a key file in its stead, does not open the keys', async () => {
  await using place = await sqlitePlace();
  const unlock = { passphrase: 'five random words would do', workFactor: QUICK };
  await withKeyring(place.target, unlock, async () => undefined);
  const opened = async () => 'opened';
  assert.equal(
    await withKeyring(place.target, { passphrase: 'five random words would d0' }, opened),
    'keyring-locked',
  );
  assert.equal(await withKeyring(place.target, { identity: await newIdentity() }, opened), 'keyring-locked');
  assert.equal(await withKeyring(place.target, unlock, opened), 'opened');
});

test('after a change of passphrase only the new one opens, and every key is still there', async () => {
  await using place = await sqlitePlace();
  const before = { passphrase: 'the passphrase before', workFactor: QUICK };
  const after = { identity: await newIdentity() };
  const key = primitives.generateKey('ES256');
  await withKeyring(place.target, before, async (keyring) => {
    await keyring.put({ kid: 'k', purpose: 'party', owner: 'x' }, key);
    await keyring.reseal(after);
  });
  assert.equal(await withKeyring(place.target, before, async () => 'opened'), 'keyring-locked');
  const secret = await withKeyring(place.target, after, async (keyring) => (await keyring.get('k'))?.secret);
  assert.deepEqual(secret, key.secret);
});

test('after a change of passphrase nothing is left on the disk that the old one opens', async () => {
  await using place = await sqlitePlace();
  const { folder } = place;
  const files = async () => {
    const names = (await readdir(folder)).filter((name) => name.startsWith(SQLITE_FILE));
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
  };
  await withKeyring(place.target, { identity: await newIdentity() }, async (keyring, store) => {
    const { rows } = await sql<{ sealed: Uint8Array }>`select sealed from sealed_vault`.execute(store.connection);
    const before = rows[0]!.sealed;
    assert.ok((await files()).includes(before));
    await keyring.reseal({ identity: await newIdentity() });
    assert.ok(!(await files()).includes(before));
  });
});

test('no secret stands in the database in the clear', async () => {
  await using place = await sqlitePlace();
  const key = primitives.generateKey('Ed25519');
  const identity = await newIdentity();
  await withKeyring(place.target, { identity }, (keyring) =>
    keyring.put({ kid: 'k', purpose: 'log', owner: 'x' }, key),
  );
  for (const file of ['comity.sqlite', 'comity.sqlite-wal']) {
    const bytes = await readFile(join(place.folder, file)).catch(() => Buffer.alloc(0));
    assert.ok(!bytes.includes(key.secret) && !bytes.includes(identity));
  }
});

test('a key is put once under its name, and an altered one is a failure, not another key', async () => {
  await using place = await sqlitePlace();
  const identity = await newIdentity();
  await using store = await openStore(place.target);
  const keyring = await openKeyring(store, { identity });
  assert.ok(keyring.ok);
  const key = primitives.generateKey('ES256');
  const entry = { kid: 'k', purpose: 'party', owner: 'x' } as const;
  await keyring.value.put(entry, key);
  await assert.rejects(keyring.value.put(entry, primitives.generateKey('ES256')));
  const tables = store.connection.$extendTables<{ sealed_key: { sealed: Uint8Array } }>();
  const { sealed } = await tables.selectFrom('sealed_key').select('sealed').executeTakeFirstOrThrow();
  await tables
    .updateTable('sealed_key')
    .set({ sealed: sealed.with(-1, (sealed.at(-1) ?? 0) ^ 1) })
    .execute();
  await assert.rejects(keyring.value.get('k'), /altered/);
});

test('what is sealed to the node is opened by it alone', async () => {
  await using place = await sqlitePlace();
  const plain = new Uint8Array([1, 2, 3]);
  await withKeyring(place.target, { identity: await newIdentity() }, async (keyring) => {
    const sealed = await sealTo([keyring.recipient], plain);
    assert.deepEqual(await keyring.open(sealed), plain);
    assert.equal(await keyring.open(sealed.with(-1, (sealed.at(-1) ?? 0) ^ 1)), undefined);
    assert.equal(await keyring.open(new Uint8Array(10)), undefined);
    assert.equal(await unseal(await newIdentity(), sealed), undefined);
  });
});

test('a key file is made for its owner alone, never over another, and read back', async () => {
  await using place = await sqlitePlace();
  const keyFile = join(place.folder, 'node.key');
  await createKeyFile(keyFile);
  const read = await readUnlock({ keyFile });
  assert.ok(read.ok && 'identity' in read.value);
  assert.ok((await recipientOf(read.value.identity)).startsWith('age1'));
  await assert.rejects(createKeyFile(keyFile));
});

test('a key or passphrase file that is missing, open to others, empty, short or malformed is refused', async () => {
  await using place = await sqlitePlace();
  const path = join(place.folder, 'secret');
  const codeOf = async (kind: 'keyFile' | 'passphraseFile') => {
    const read = await readUnlock(kind === 'keyFile' ? { keyFile: path } : { passphraseFile: path });
    return read.ok ? 'read' : read.refusal.code;
  };
  assert.equal(await codeOf('keyFile'), 'key-file-missing');
  await writeFile(path, 'AGE-SECRET-KEY-1NONSENSE\n', { mode: 0o600 });
  assert.equal(await codeOf('keyFile'), 'key-file-malformed');
  assert.equal(await codeOf('passphraseFile'), 'read');
  await writeFile(path, 'short\n');
  assert.equal(await codeOf('passphraseFile'), 'passphrase-too-short');
  await writeFile(path, '\nlater\n');
  assert.equal(await codeOf('passphraseFile'), 'passphrase-missing');
  await chmod(path, 0o644);
  assert.equal(
    await codeOf('passphraseFile'),
    process.platform === 'win32' ? 'passphrase-missing' : 'key-file-exposed',
  );
  await chmod(path, 0o600);
  await writeFile(path, `${await newIdentity()}\n${await newIdentity()}\n`);
  assert.equal(await codeOf('keyFile'), 'key-file-malformed');
});
