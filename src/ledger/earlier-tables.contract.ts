import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { blobFolder } from '#store/blobs.ts';
import { isEmpty } from '#store/copy.ts';
import { KEYRING_TABLES } from '#store/keyring.ts';
import { openStore, type Store } from '#store/open.ts';
import { createTables, type TableSet } from '#store/table-set.ts';
import { COUNT_UP, leaveThings, NAME_ANEW, thingsIn, thingsWith } from '#testing/numbered-things.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { NOTES, ORIGIN, TINY_LEDGER, tinyNode, VOTES } from '#testing/tiny-ledger.ts';
import { backUp } from './backup.ts';
import { migrateStore } from './migrate.ts';
import { restoreBackup } from './restore.ts';
import { LEDGER_TABLES } from './tables.ts';
import { Views } from './views.ts';

const REALM = 'exercise:test';
const BEFORE = [
  { id: 'one', many: 1, name: null, word: 'first' },
  { id: 'two', many: 20, name: null, word: null },
];
const AFTER = [
  { id: 'one', many: 2, name: 'first' },
  { id: 'two', many: 21, name: null },
];
const TODAY = thingsWith(COUNT_UP, NAME_ANEW);

/** A node's own tables, and things in one version or another. */
function setsWith(things: TableSet): readonly TableSet[] {
  return [KEYRING_TABLES, LEDGER_TABLES, things];
}

/** Backed up by a program whose things are of this version, from a node that an earlier one has left. */
async function backedUp(place: StorePlace, things: TableSet): Promise<string> {
  await using node = await tinyNode(place.target);
  await leaveThings(node.store);
  await createTables(node.store, [thingsWith()]);
  const path = join(place.folder, 'backup');
  const blobs = await blobFolder(join(place.folder, 'blobs'));
  const of = { store: node.store, sets: setsWith(things), blobs, origin: ORIGIN, realm: REALM };
  const written = await backUp({ ...of, path });
  assert.ok(written.ok, JSON.stringify(written));
  assert.equal(written.value.versions.things, 0);
  assert.deepEqual(await thingsIn(node.store), BEFORE, 'a backup moves nothing');
  return path;
}

function restoring(into: StorePlace, path: string, things: TableSet) {
  return restoreBackup({
    path,
    openStore: () => openStore(into.target),
    openBlobs: () => blobFolder(join(into.folder, 'blobs')),
    sets: setsWith(things),
    origin: ORIGIN,
    realm: REALM,
  });
}

async function versionOfThings({ connection }: Store): Promise<unknown> {
  const { rows } = await sql<{ version: number }>`select version from store_version where name = 'things'`.execute(
    connection,
  );
  return rows[0]?.version;
}

/** The head of a backup as another program would have written it. */
async function withHead(path: string, change: (head: Record<string, unknown>) => void): Promise<void> {
  const lines = gunzipSync(await readFile(path))
    .toString()
    .split('\n');
  const head = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  change(head);
  const body = [JSON.stringify(head), ...lines.slice(1, -2)].map((line) => `${line}\n`).join('');
  const { end } = JSON.parse(lines.at(-2) ?? '') as { end: Record<string, unknown> };
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(body))).toString('base64');
  await writeFile(path, gzipSync(`${body}${JSON.stringify({ end: { ...end, sha256: digest } })}\n`));
}

/** Backups and moves of tables that are of an earlier or a later version; run by a test file for each engine. */
export function earlierTablesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('an earlier backup is moved forward as it is restored, once, and its former columns are gone', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      const path = await backedUp(place, TODAY);
      const put = await restoring(into, path, TODAY);
      assert.ok(put.ok, JSON.stringify(put));
      await using store = await openStore(into.target);
      assert.deepEqual(await thingsIn(store), AFTER);
      assert.equal(await versionOfThings(store), 2);
    });

    test('a backup that tells no versions is of the first, and an empty place may have held tables of any', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      const path = await backedUp(place, TODAY);
      await withHead(path, (head) => {
        head['comity-backup'] = 1;
        delete head.versions;
      });
      {
        await using store = await openStore(into.target);
        await createTables(store, setsWith(TODAY));
        assert.ok(await isEmpty(store));
      }
      assert.ok((await restoring(into, path, TODAY)).ok);
      await using store = await openStore(into.target);
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('a step that throws leaves the place as empty as it was', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      const path = await backedUp(place, TODAY);
      const broken = { ...COUNT_UP, run: () => Promise.reject(new Error('not today')) };
      await assert.rejects(restoring(into, path, thingsWith(broken)), /"things" to version 1/u);
      await using store = await openStore(into.target);
      assert.ok(await isEmpty(store));
    });

    test('a later backup is refused by the versions of both, and one with versions that are none as damaged', async () => {
      await using place = await makePlace();
      await using into = await makePlace();
      const path = await backedUp(place, TODAY);
      for (const [version, code] of [
        [3, 'backup-version'],
        [-1, 'backup-damaged'],
        ['2', 'backup-damaged'],
        [null, 'backup-damaged'],
      ] as const) {
        await withHead(path, (head) => {
          head.versions = { things: version };
        });
        const put = await restoring(into, path, TODAY);
        assert.equal(!put.ok && put.refusal.code, code, `${version}`);
        if (version === 3)
          assert.match(put.ok ? '' : put.refusal.sentence, /"things" are of version 3.*up to version 2/u);
      }
      await withHead(path, (head) => {
        head['comity-backup'] = 3;
      });
      const put = await restoring(into, path, TODAY);
      assert.equal(!put.ok && put.refusal.code, 'backup-version');
      await using store = await openStore(into.target);
      assert.ok(await isEmpty(store));
    });

    test('a move to another database carries the versions, and refuses tables that were not moved forward', async () => {
      await using place = await makePlace();
      await using there = await makePlace();
      let logKey: Awaited<ReturnType<typeof tinyNode>>['ledger']['logKey'];
      {
        await using node = await tinyNode(place.target);
        logKey = node.ledger.logKey;
        await leaveThings(node.store);
      }
      await using from = await openStore(place.target);
      await using to = await openStore(there.target);
      const move = (things: TableSet) =>
        migrateStore({
          ...{ from, to, logKey, now: Temporal.Now.instant() },
          sets: setsWith(things),
          views: new Views([TINY_LEDGER, NOTES, VOTES]),
        });
      await assert.rejects(move(TODAY), /of an earlier version/u);
      const moved = await move(thingsWith()).catch((failure: Error) => failure);
      assert.ok(moved instanceof Error, 'columns that no declaration has go nowhere');
      await sql`alter table thing drop column word`.execute(from.connection);
      assert.ok((await move(thingsWith())).ok);
      assert.equal(await versionOfThings(to), 0);
    });
  });
}
