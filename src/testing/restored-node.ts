import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUp } from '#ledger/backup.ts';
import { restoreBackup } from '#ledger/restore.ts';
import { BACKUP_TABLE_SETS } from '#node-tables.ts';
import { blobFolder } from '#store/blobs.ts';
import { openStore } from '#store/open.ts';
import { must, TEST_REALM, type TestNode } from './federation.ts';

/** The path of a backup of this node as it is now. */
export async function backedUp(node: TestNode): Promise<string> {
  const path = join(node.folder, `backup-${randomUUID()}`);
  const { store, ledger, folder } = node;
  const blobs = await blobFolder(join(folder, 'blobs'));
  const { origin } = ledger;
  must(await backUp({ store, sets: BACKUP_TABLE_SETS, blobs, origin, realm: TEST_REALM, path }));
  return path;
}

/** The disk is lost: database and blobs go, and the backup is put in their place. The erasure list lies elsewhere. */
export async function restored(node: TestNode, path: string): Promise<void> {
  const { folder, origin } = node;
  await node.stop();
  for (const name of await readdir(folder)) {
    if (name.startsWith('comity.sqlite')) await rm(join(folder, name));
  }
  must(
    await restoreBackup({
      openStore: () => openStore({ folder }),
      openBlobs: () => blobFolder(join(folder, 'blobs')),
      sets: BACKUP_TABLE_SETS,
      origin,
      realm: TEST_REALM,
      path,
    }),
  );
  await node.start();
}
