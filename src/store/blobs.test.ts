import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { type BlobPlace, blobFolder, createBlobs, MAX_BLOB_BYTES } from './blobs.ts';
import { newIdentity, recipientOf, unseal } from './seal.ts';

async function sealing() {
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  return { recipient, open: (sealed: Uint8Array) => unseal(identity, sealed) };
}

const evidence = new Uint8Array(200_000).map((_, at) => at % 253);

/** What every place for blobs must do, a folder or object storage. */
function blobPlaceContract(name: string, openPlace: (place: StorePlace) => Promise<BlobPlace>): void {
  suite(name, () => {
    test('a blob comes back as it went in, under a UUIDv7, and is sealed at rest', async () => {
      await using folder = await sqlitePlace();
      const place = await openPlace(folder);
      const blobs = createBlobs(place, await sealing());
      const put = await blobs.put(evidence);
      assert.ok(put.ok);
      assert.match(put.value, /^[0-9a-f-]{14}7/);
      const got = await blobs.get(put.value);
      assert.ok(got.ok);
      assert.deepEqual(got.value, evidence);
      const atRest = (await place.get(put.value)) ?? new Uint8Array(0);
      assert.equal(Buffer.from(atRest).indexOf(evidence.subarray(0, 64)), -1);
      assert.deepEqual(await blobs.list(), [put.value]);
    });

    test('an empty blob is a blob', async () => {
      await using folder = await sqlitePlace();
      const blobs = createBlobs(await openPlace(folder), await sealing());
      const put = await blobs.put(new Uint8Array(0));
      assert.ok(put.ok);
      const got = await blobs.get(put.value);
      assert.ok(got.ok && got.value.length === 0);
    });

    test('an erased blob is gone, and may be erased again', async () => {
      await using folder = await sqlitePlace();
      const blobs = createBlobs(await openPlace(folder), await sealing());
      const put = await blobs.put(evidence);
      assert.ok(put.ok);
      await blobs.erase(put.value);
      await blobs.erase(put.value);
      const got = await blobs.get(put.value);
      assert.equal(!got.ok && got.refusal.code, 'blob-unknown');
      assert.deepEqual(await blobs.list(), []);
    });

    test('a blob that is too large is refused and leaves nothing', async () => {
      await using folder = await sqlitePlace();
      const blobs = createBlobs(await openPlace(folder), await sealing());
      const put = await blobs.put(new Uint8Array(MAX_BLOB_BYTES + 1));
      assert.equal(!put.ok && put.refusal.code, 'blob-too-large');
      assert.deepEqual(await blobs.list(), []);
    });

    test('a blob altered at rest, cut off, or sealed to another key is refused', async () => {
      await using folder = await sqlitePlace();
      const place = await openPlace(folder);
      const blobs = createBlobs(place, await sealing());
      const put = await blobs.put(evidence);
      assert.ok(put.ok);
      const sealed = (await place.get(put.value)) ?? new Uint8Array(0);
      const flipped = Uint8Array.from(sealed);
      flipped[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
      for (const wrong of [flipped, sealed.subarray(0, 70_000), new Uint8Array(0)]) {
        await place.put(put.value, wrong);
        const got = await blobs.get(put.value);
        assert.equal(!got.ok && got.refusal.code, 'blob-altered');
      }
      await place.put(put.value, sealed);
      const stranger = await createBlobs(place, await sealing()).get(put.value);
      assert.equal(!stranger.ok && stranger.refusal.code, 'blob-altered');
    });

    test('a name that is no blob’s leads nowhere', async () => {
      await using folder = await sqlitePlace();
      const blobs = createBlobs(await openPlace(folder), await sealing());
      for (const id of ['', '../comity.sqlite', 'a/b', '00000000-0000-4000-8000-000000000000']) {
        const got = await blobs.get(id);
        assert.equal(!got.ok && got.refusal.code, 'blob-unknown');
        await blobs.erase(id);
      }
    });
  });
}

blobPlaceContract('blobs in a folder', (place) => blobFolder(join(place.folder, 'blobs')));

test('a process killed while it writes blobs leaves no half blob visible', async () => {
  await using place = await sqlitePlace();
  const folder = join(place.folder, 'blobs');
  const script = `
    import { randomUUIDv7 } from 'node:crypto';
    import { blobFolder } from '#store/blobs.ts';
    const blobs = await blobFolder(${JSON.stringify(folder)});
    console.log('ready');
    for (let at = 0; ; at++) await blobs.put(randomUUIDv7(), new Uint8Array(4_000_000).fill(7));
  `;
  for (let round = 0; round < 3; round++) {
    const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await new Promise((later) => setTimeout(later, 40 + round * 37));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const blobs = await blobFolder(folder);
    for (const id of await blobs.list()) assert.equal((await blobs.get(id))?.length, 4_000_000);
    assert.ok((await readdir(folder)).every((name) => name.endsWith('.age')));
  }
});

test('files of others in the folder are neither listed nor touched', async () => {
  await using place = await sqlitePlace();
  await writeFile(join(place.folder, 'notes.txt'), 'mine');
  const blobs = await blobFolder(place.folder);
  assert.deepEqual(await blobs.list(), []);
  assert.equal(await readFile(join(place.folder, 'notes.txt'), 'utf8'), 'mine');
});
