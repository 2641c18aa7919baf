/**
 * Blobs: evidence files and attachments, each sealed to the keyring's recipient before it touches the disk. The log
 * holds their digests only, so losing a blob loses its content and nothing that was said. Erasing one is final.
 */
import { randomUUIDv7 } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { StoreCode } from './codes.ts';
import type { Keyring } from './keyring.ts';
import { sealTo } from './seal.ts';
import { syncFolder } from './whole-file.ts';

export const MAX_BLOB_BYTES = 64 * 1_048_576;
/** What sealing may add: the age header, and 16 bytes for each 64 KiB. */
const MAX_SEALED_BYTES = MAX_BLOB_BYTES + MAX_BLOB_BYTES / 1_024 + 4_096;
const PRIVATE_MODE = 0o600;
const BLOB_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SEALED_NAME = /^([0-9a-f-]{36})\.age$/;

/** Where sealed bytes lie: a folder here, object storage elsewhere. It never sees what is inside. */
export interface BlobPlace {
  /** All of it is durable when this resolves, or none of it is there; an id that is there is replaced. */
  put(id: string, sealed: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | undefined>;
  /** Gone when it resolves; what is not there is not missed. */
  remove(id: string): Promise<void>;
  list(): Promise<readonly string[]>;
}

export interface Blobs {
  /** Seals and keeps; answers the UUIDv7 it is called by from now on. */
  put(plain: Uint8Array): Promise<Outcome<string, StoreCode>>;
  get(id: string): Promise<Outcome<Uint8Array, StoreCode>>;
  erase(id: string): Promise<void>;
  list(): Promise<readonly string[]>;
}

export function createBlobs(place: BlobPlace, keyring: Pick<Keyring, 'recipient' | 'open'>): Blobs {
  return {
    async put(plain) {
      if (plain.length > MAX_BLOB_BYTES) {
        return refuse('blob-too-large', phrase`A file has at most ${MAX_BLOB_BYTES} bytes; send it in parts.`);
      }
      const id = randomUUIDv7();
      await place.put(id, await sealTo([keyring.recipient], plain));
      return accept(id);
    },
    async get(id) {
      const sealed = isBlobId(id) ? await place.get(id) : undefined;
      if (sealed === undefined)
        return refuse('blob-unknown', phrase`There is no file ${id} here; it may have been erased.`);
      const plain = sealed.length > MAX_SEALED_BYTES ? undefined : await keyring.open(sealed);
      if (plain !== undefined) return accept(plain);
      return refuse('blob-altered', phrase`The file ${id} was altered at rest; take it from a backup.`);
    },
    async erase(id) {
      if (isBlobId(id)) await place.remove(id);
    },
    list: () => place.list(),
  };
}

function isBlobId(id: string): boolean {
  return BLOB_ID.test(id);
}

/**
 * A file for each blob. A crash leaves at most a `.part` beside them, which is never listed or read and goes at the
 * next start.
 */
export async function blobFolder(folder: string): Promise<BlobPlace> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) if (isLeftBehind(name)) await rm(join(folder, name), { force: true });
  const pathOf = (id: string) => {
    if (!isBlobId(id)) throw new Error(`keep a blob: ${id} is no UUIDv7`);
    return join(folder, `${id}.age`);
  };
  return {
    async put(id, sealed) {
      const part = `${pathOf(id)}.${process.pid}.part`;
      const file = await open(part, 'w', PRIVATE_MODE);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, pathOf(id));
      await syncFolder(folder);
    },
    async get(id) {
      return readFile(pathOf(id)).then((bytes) => new Uint8Array(bytes), absent);
    },
    async remove(id) {
      await unlink(pathOf(id)).catch(absent);
      await syncFolder(folder);
    },
    async list() {
      const ids = (await readdir(folder)).map((name) => SEALED_NAME.exec(name)?.[1] ?? '');
      return ids.filter(isBlobId).sort();
    },
  };
}

/** A part that no process writes any more. */
function isLeftBehind(name: string): boolean {
  const writer = /\.([0-9]+)\.part$/.exec(name)?.[1];
  if (writer === undefined) return false;
  try {
    process.kill(Number(writer), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw new Error('read a blob', { cause: error });
}
