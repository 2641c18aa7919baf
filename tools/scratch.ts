import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';
const MOUNTS = '/proc/self/mounts';
/** A whole run writes about a tenth of this. */
const NEEDED_BYTES = 4 * 2 ** 30;
/** Followed by the process that made it, so that what a killed run left is known and removed. */
const PREFIX = 'comity-run-';
const NAME = new RegExp(`^${PREFIX}(\\d+)-`, 'u');
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 } as const;

/**
 * Where the test files of this process write: in memory, where this machine has room for it. Every commit waits for
 * the disk, and a suite of whole nodes waits longer than it works. What memory cannot show is shown elsewhere: the
 * power cuts bring a disk of their own, and the soaks stay on the real one.
 */
export function openScratch(): Disposable {
  const memory = memoryFolder();
  if (memory === undefined) return { [Symbol.dispose]: () => undefined };
  removeLeftOver(memory);
  const folder = mkdtempSync(join(memory, `${PREFIX}${process.pid}-`));
  // A database may run in it as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  const remove = () => rmSync(folder, REMOVAL);
  process.once('exit', remove);
  return { [Symbol.dispose]: remove };
}

function memoryFolder(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    const has = Math.min(bavail * bsize, freemem());
    return has >= NEEDED_BYTES && isMemory(readFileSync(MOUNTS, 'utf8'), SHARED_MEMORY)
      ? SHARED_MEMORY
      : undefined;
  } catch {
    // Not every system has one.
    return undefined;
  }
}

/** Whether this folder is memory that can be written to and run from, by the table of mounts (fstab(5)). */
export function isMemory(mounts: string, folder: string): boolean {
  const [, , kind = '', options = ''] =
    mounts
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, at]) => at === folder) ?? [];
  const set = options.split(',');
  return kind === 'tmpfs' && set.includes('rw') && !set.includes('noexec');
}

/** Removes what runs left that were killed. */
export function removeLeftOver(memory: string): void {
  for (const name of readdirSync(memory)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(memory, name), REMOVAL);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process runs too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
