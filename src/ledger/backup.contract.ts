import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { checkBackup } from '#store/backup-reader.ts';
import { blobFolder } from '#store/blobs.ts';
import { KEYRING_TABLES, openKeyring } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { newIdentity } from '#store/seal.ts';
import { type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import { appended, claimsIn, refusedWith, type Whole, withholding } from '#testing/submit.ts';
import {
  BETA,
  draftOf,
  GAMMA,
  newCase,
  ORIGIN,
  submissionOf,
  type TinyNode,
  tinyNode,
} from '#testing/tiny-ledger.ts';
import { type BackupOptions, backUp } from './backup.ts';
import { newestCheckpoint } from './checkpoints.ts';
import { Recovery } from './recovery.ts';
import { restoreBackup } from './restore.ts';
import { openSuccessor } from './successor.ts';
import { LEDGER_TABLES, ledgerTables } from './tables.ts';
import { entriesAt } from './tiles.ts';
import { checkWholeLog } from './whole-check.ts';

const SETS = [KEYRING_TABLES, LEDGER_TABLES];
const REALM = 'exercise:test';

async function optionsFor(place: StorePlace, store: BackupOptions['store'], name = 'backup') {
  const blobs = await blobFolder(join(place.folder, 'blobs'));
  return { store, sets: SETS, blobs, origin: ORIGIN, realm: REALM, path: join(place.folder, name) };
}

function restoreOptions(into: StorePlace, path: string) {
  return {
    path,
    openStore: () => openStore(into.target),
    openBlobs: () => blobFolder(join(into.folder, 'blobs')),
    sets: SETS,
    origin: ORIGIN,
    realm: REALM,
  };
}

async function noteIn(node: Awaited<ReturnType<typeof tinyNode>>, text: string) {
  return appended(node.ledger, submissionOf(draftOf('note', newCase(), { text })));
}

/** Entries come back as a mirror has them, and of the statements these alone. */
async function recoverFrom(lost: TinyNode, into: StorePlace, returned: readonly Whole[]): Promise<void> {
  const { connection } = lost.store;
  const now = Temporal.Now.instant();
  await using store = await openStore(into.target);
  const begun = await Recovery.begin(store, lost.ledger.logKey, REALM);
  assert.ok(begun.ok);
  const newest = await newestCheckpoint(connection, ORIGIN);
  assert.ok(newest !== undefined);
  const indexes = Array.from({ length: newest.checkpoint.size }, (_, at) => at).slice(begun.value.from);
  const entries = await entriesAt(connection, ORIGIN, indexes);
  const taken = await begun.value.takeEntries(newest, [...entries.values()], now);
  assert.ok(taken.ok, taken.ok ? '' : taken.refusal.sentence);
  assert.equal(await begun.value.takeStatements(returned, now), returned.length);
  await begun.value.finish();
}

/** What a backup of either engine must be; run by a test file for each. */
export function backupContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('a backup taken while statements are appended is one moment, sound and whole', async () => {
      await using place = await makePlace();
      await using elsewhere = await sqlitePlace();
      await using node = await tinyNode(place.target);
      for (let at = 0; at < 20; at++) await noteIn(node, `before ${at}`);
      const options = await optionsFor(place, node.store);
      let stop = false;
      const writing = (async () => {
        for (let at = 0; !stop; at++) await noteIn(node, `meanwhile ${at}`);
      })();
      const taken = await backUp(options);
      stop = true;
      await writing;
      assert.ok(taken.ok && taken.value.size >= 20);
      assert.ok((await restoreBackup(restoreOptions(elsewhere, options.path))).ok);
      await using store = await openStore(elsewhere.target);
      const now = Temporal.Now.instant();
      const report = await checkWholeLog(store.connection, node.ledger.logKey, now);
      assert.equal(report.size, taken.value.size);
    });

    test('a restored ledger signs nothing, and forgets who witnessed with which key', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      await using node = await tinyNode(place.target);
      await noteIn(node, 'said');
      const key = primitives.generateKey('Ed25519');
      await node.keyring.put({ kid: 'cosigns', purpose: 'witness', owner: `${ORIGIN}/witness` }, key);
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      assert.ok((await restoreBackup(restoreOptions(into, options.path))).ok);
      await using restored = await tinyNode(into.target);
      const draft = draftOf('note', newCase(), { text: 'too early' });
      assert.equal(await refusedWith(restored.ledger, submissionOf(draft)), 'ledger-recovering');
      assert.deepEqual(await restored.keyring.list({ purpose: 'witness' }), []);
      assert.equal((await restored.keyring.list({ purpose: 'log' })).length, 1);
    });

    test('a party and a case that are new since the backup, and lost wholly, begin above all numbers that may be theirs', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await noteIn(node, 'said');
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const lostCase = newCase();
      const given: Whole[] = [];
      for (const text of ['one', 'two', 'three']) {
        given.push(
          await appended(node.ledger, submissionOf(draftOf('note', lostCase, { text }, { issuer: BETA }))),
        );
      }
      const [, , third] = given as [Whole, Whole, Whole];
      const ofNoCase = { ...third, presentation: withholding(third.presentation, 'case') };
      for (const returned of [[third], [ofNoCase], []]) {
        await using into = await makePlace();
        assert.ok((await restoreBackup(restoreOptions(into, options.path))).ok);
        await recoverFrom(node, into, returned);
        await using restored = await tinyNode(into.target);
        const next = await restored.ledger.nextNumbers(BETA, lostCase);
        assert.ok(next.number > 3 && next.caseNumber > 3, JSON.stringify(next));
        // The two that are lost may be those of any party, in any case.
        const other = await restored.ledger.nextNumbers(GAMMA, newCase());
        assert.ok(other.number > 2 && other.caseNumber > 2, JSON.stringify(other));
        const said = await appended(restored.ledger, submissionOf(draftOf('note', lostCase, { text: 'four' })));
        assert.ok(Number(claimsIn(said.presentation).get('case_number')?.value) > 2);
        assert.deepEqual(await restored.ledger.nextNumbers(BETA, lostCase), next);
      }
    });

    test('a successor log begins numbers that nobody can know far above those that were given', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      await using node = await tinyNode(place.target);
      await noteIn(node, 'said');
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      assert.ok((await restoreBackup(restoreOptions(into, options.path))).ok);
      {
        await using store = await openStore(into.target);
        const opened = await openSuccessor(store, ORIGIN);
        assert.ok(opened.ok);
      }
      await using restored = await tinyNode(into.target, { origin: `${ORIGIN}/2` });
      const { number, caseNumber } = await restored.ledger.nextNumbers(BETA, newCase());
      assert.ok(number > 1_000_000 && caseNumber > 1_000_000);
    });

    test('keys stay sealed in a backup: without the key file nobody opens them', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      await using node = await tinyNode(place.target);
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const text = gunzipSync(await readFile(options.path)).toString();
      assert.ok(!text.includes('AGE-SECRET-KEY'));
      assert.ok((await restoreBackup(restoreOptions(into, options.path))).ok);
      await using store = await openStore(into.target);
      const opened = await openKeyring(store, { identity: await newIdentity() });
      assert.equal(!opened.ok && opened.refusal.code, 'keyring-locked');
      assert.equal((await stat(options.path)).mode & 0o077, 0);
    });

    test('sealed blobs are carried', async () => {
      await using place = await makePlace();
      await using into = await sqlitePlace();
      await using node = await tinyNode(place.target);
      const options = await optionsFor(place, node.store);
      const id = randomUUIDv7();
      const sealed = new Uint8Array(3_000_000).map((_, at) => at % 251);
      await options.blobs.put(id, sealed);
      const taken = await backUp(options);
      assert.ok(taken.ok && taken.value.blobs === 1);
      assert.ok((await restoreBackup(restoreOptions(into, options.path))).ok);
      const blobs = await blobFolder(join(into.folder, 'blobs'));
      assert.deepEqual(await blobs.get(id), sealed);
    });

    test('a file cut off or altered at any place is refused before anything is written', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await noteIn(node, 'said');
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const whole = await readFile(options.path);
      const plain = gunzipSync(whole);
      const path = join(place.folder, 'broken');
      async function isRefused(bytes: Uint8Array): Promise<void> {
        await writeFile(path, bytes);
        await using into = await sqlitePlace();
        const put = await restoreBackup(restoreOptions(into, path));
        assert.ok(!put.ok && /^backup-(damaged|foreign|version|of-another-node)$/.test(put.refusal.code));
        assert.deepEqual(await readdir(into.folder), []);
      }
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (at) => isRefused(whole.subarray(0, at))),
        { numRuns: 30 },
      );
      // Altered under the compression, so that no checksum of gzip finds it first.
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: plain.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
          const altered = Uint8Array.from(plain);
          altered[at] = (altered[at] ?? 0) ^ bits;
          await isRefused(gzipSync(altered));
        }),
        { numRuns: 60 },
      );
      const lines = plain.toString().trimEnd().split('\n');
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: lines.length - 1 }), async (at) => {
          await isRefused(gzipSync(`${lines.toSpliced(at, 1).join('\n')}\n`));
          await isRefused(gzipSync(`${lines.toSpliced(at, 0, lines[at] ?? '').join('\n')}\n`));
        }),
        { numRuns: 30 },
      );
    });

    test('a backup of another node or realm is refused, and so is a file that is none', async () => {
      await using place = await makePlace();
      await using into = await sqlitePlace();
      await using node = await tinyNode(place.target);
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const restore = restoreOptions(into, options.path);
      for (const wrong of [{ origin: 'other.example/log' }, { realm: 'live' }]) {
        const put = await restoreBackup({ ...restore, ...wrong });
        assert.equal(!put.ok && put.refusal.code, 'backup-of-another-node');
      }
      const path = join(place.folder, 'photo');
      await writeFile(path, new Uint8Array(5_000));
      const foreign = await restoreBackup({ ...restore, path });
      assert.equal(!foreign.ok && foreign.refusal.code, 'backup-foreign');
      const missing = await restoreBackup({ ...restore, path: `${path}-2` });
      assert.equal(!missing.ok && missing.refusal.code, 'backup-file-missing');
    });

    test('a place that holds a node is not restored into', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await noteIn(node, 'said');
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const put = await restoreBackup(restoreOptions(place, options.path));
      assert.equal(!put.ok && put.refusal.code, 'place-not-empty');
      const rows = await ledgerTables(node.store.connection).selectFrom('appender').select('state').execute();
      assert.deepEqual(rows, [{ state: 'open' }]);
    });

    test('a backup is never written over another file, and one that fails leaves none', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const options = await optionsFor(place, node.store);
      assert.ok((await backUp(options)).ok);
      const again = await backUp(options);
      assert.equal(!again.ok && again.refusal.code, 'backup-file-exists');
      const path = join(place.folder, 'failing');
      const blobs = {
        list: async () => [randomUUIDv7()],
        get: async () => {
          throw new Error('the disk is gone');
        },
      };
      await assert.rejects(backUp({ ...options, path, blobs }), /the disk is gone/);
      assert.deepEqual(
        (await readdir(place.folder)).filter((found) => found.startsWith('failing')),
        [],
      );
      await using empty = await sqlitePlace();
      await using nothing = await openStore(empty.target);
      const none = await backUp({ ...options, store: nothing, path });
      assert.equal(!none.ok && none.refusal.code, 'place-empty');
    });

    test('a table that this version does not know is refused', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      const options = await optionsFor(place, node.store);
      await noteIn(node, 'said');
      assert.ok((await backUp(options)).ok);
      const checked = await checkBackup(options.path, (table) => table !== 'statement');
      assert.equal(!checked.ok && checked.refusal.code, 'backup-version');
    });
  });
}
