import { createHash } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { BACKUP_FORMAT, type BackupCode, type BackupHead, type BackupSummary, written } from './backup-format.ts';
import type { Row } from './rows.ts';
import { syncFolder } from './whole-file.ts';

const BLOB_PIECE_BYTES = 1_048_576;
const PRIVATE_MODE = 0o600;

/** Writes beside the file's place, and moves it there once all of it is on the disk. */
export class BackupWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #file: Awaited<ReturnType<typeof open>>;
  readonly #gzip: Gzip = createGzip({ level: 1 });
  readonly #hash = createHash('sha256');
  readonly #written: Promise<void>;
  #rows = 0;
  #blobs = 0;
  #finished = false;

  private constructor(path: string, file: Awaited<ReturnType<typeof open>>) {
    this.#path = path;
    this.#file = file;
    this.#written = this.#copy();
    // Heard by `finish`, or by the write that waits for the disk.
    this.#written.catch((failure: Error) => this.#gzip.destroy(failure));
    this.#gzip.on('error', () => undefined);
  }

  static async create(path: string, head: BackupHead): Promise<Outcome<BackupWriter, BackupCode>> {
    if (await isThere(path))
      return refuse('backup-file-exists', phrase`There is a file ${path} already; name another.`, path);
    const file = await open(partOf(path), 'w', PRIVATE_MODE).catch((failure: Error) => failure);
    if (file instanceof Error) {
      return refuse('backup-file-not-written', phrase`${path} cannot be written (${file.message}).`, path);
    }
    const writer = new BackupWriter(path, file);
    await writer.#line({ 'comity-backup': BACKUP_FORMAT, ...head });
    return accept(writer);
  }

  async table(table: string): Promise<void> {
    await this.#line({ table });
  }

  async rows(rows: readonly Row[]): Promise<void> {
    for (const row of rows) await this.#line(Object.entries(row).map(([name, value]) => [name, written(value)]));
    this.#rows += rows.length;
    // Lets requests of the node through that this process may be serving.
    await new Promise((resolve) => setImmediate(resolve));
  }

  async blob(id: string, sealed: Uint8Array): Promise<void> {
    const pieces: string[] = [];
    for (let at = 0; at < sealed.length; at += BLOB_PIECE_BYTES) {
      pieces.push(sealed.subarray(at, at + BLOB_PIECE_BYTES).toBase64());
    }
    await this.#line({ blob: id, pieces: pieces.length });
    for (const piece of pieces) await this.#line(piece);
    this.#blobs++;
  }

  async finish(): Promise<BackupSummary> {
    const summary = { rows: this.#rows, blobs: this.#blobs };
    this.#gzip.end(`${JSON.stringify({ end: { ...summary, sha256: this.#hash.digest('base64') } })}\n`);
    await this.#written;
    await this.#file.sync();
    await this.#file.close();
    this.#finished = true;
    await rename(partOf(this.#path), this.#path);
    await syncFolder(dirname(this.#path));
    return summary;
  }

  /** Leaves nothing behind unless it was finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished) return;
    this.#gzip.destroy();
    await this.#written.catch(() => undefined);
    await this.#file.close();
    await rm(partOf(this.#path), { force: true });
  }

  async #line(value: unknown): Promise<void> {
    const line = `${JSON.stringify(value)}\n`;
    this.#hash.update(line);
    if (this.#gzip.write(line)) return;
    await new Promise<void>((resolve, reject) => {
      this.#gzip.once('drain', resolve);
      this.#gzip.once('close', () => {
        const cause = this.#gzip.errored;
        reject(new Error(`write the backup ${this.#path}: it was broken off`, { cause }));
      });
    });
  }

  async #copy(): Promise<void> {
    for await (const bytes of this.#gzip) await this.#file.write(bytes as Uint8Array);
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
