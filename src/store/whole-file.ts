/** Small files with a secret in them, which must never be found half written or written over. */
import { randomBytes } from 'node:crypto';
import { access, link, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const PRIVATE_MODE = 0o600;
/** Of file systems without a second name for a file, as that of most sticks. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'];

/**
 * Makes a file for its owner alone, on the disk when this resolves. It gets its name last: whatever stops the process or
 * fills the disk leaves no file of that name, and the same may be tried again. Throws EEXIST where one stands.
 */
export async function createWhole(path: string, text: string): Promise<void> {
  const half = `${path}.${randomBytes(6).toString('hex')}.half`;
  try {
    await writeFile(half, text, { mode: PRIVATE_MODE, flag: 'wx', flush: true });
    await giveName(half, path);
    await syncFolder(dirname(path));
  } finally {
    await rm(half, { force: true }).catch(() => undefined);
  }
}

/** A second name fails where it is taken; a rename would write over what another process has just made. */
async function giveName(half: string, path: string): Promise<void> {
  try {
    await link(half, path);
  } catch (failure) {
    if (!NO_LINKS.includes((failure as NodeJS.ErrnoException).code ?? '')) throw failure;
    const stands = await access(path).then(
      () => true,
      () => false,
    );
    if (stands) throw Object.assign(new Error(`EEXIST: ${path} exists already`), { code: 'EEXIST' });
    await rename(half, path);
  }
}

/** A renamed file survives a power cut only once its folder is written too. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
