/** Reads backups. Whatever is wrong with a file is a coded refusal, found before a row of it is believed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import {
  type BackupCode,
  type BackupColumns,
  type BackupHead,
  type BackupPart,
  type BackupSummary,
  bytesOf,
  damagedFile,
  foreign,
  headOf,
  isBlob,
  isEnd,
  isTable,
  MAX_LINE_BYTES,
  parsed,
  rowOf,
  WrongBackup,
} from './backup-format.ts';
import { isThere } from './backup-writer.ts';
import type { Row } from './rows.ts';

const ROWS_PER_STEP = 500;

/** How far reading has come, in bytes of the file. */
export type ReadProgress = (done: number, of: number) => void;

/** Reads all of a file and compares it with its end; nothing of it is believed before. */
export async function checkBackup(
  path: string,
  knows: (table: string) => boolean,
  progress: ReadProgress = () => undefined,
): Promise<Outcome<BackupHead & BackupSummary & { readonly columns: BackupColumns }, BackupCode>> {
  if (!(await isThere(path))) return refuse('backup-file-missing', phrase`There is no file ${path}.`, path);
  const reading = new BackupReading(path, progress);
  const columns = new Map<string, Map<string, 'text' | 'bigint' | 'bytes'>>();
  try {
    for await (const part of reading.parts()) {
      if (part.kind === 'blob') continue;
      if (knows(part.table)) {
        columns.set(part.table, noteColumns(columns.get(part.table) ?? new Map(), part.rows));
        continue;
      }
      return refuse(
        'backup-version',
        phrase`This version knows no table ${part.table}: restore with a later one.`,
        path,
      );
    }
    return accept({ ...reading.head, ...reading.summary, columns });
  } catch (failure) {
    if (failure instanceof WrongBackup) return refuse(failure.code, failure.message, path);
    throw new Error(`read the backup ${path}`, { cause: failure });
  }
}

function noteColumns(known: Map<string, 'text' | 'bigint' | 'bytes'>, rows: readonly Row[]) {
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'number') known.set(name, 'bigint');
      else if (value instanceof Uint8Array) known.set(name, 'bytes');
      else if (!known.has(name)) known.set(name, 'text');
    }
  }
  return known;
}

/** The parts of a file that was checked; throws when it has changed since. */
export function readBackup(path: string, progress: ReadProgress = () => undefined): AsyncGenerator<BackupPart> {
  return new BackupReading(path, progress).parts();
}

class BackupReading {
  readonly #path: string;
  readonly #progress: ReadProgress;
  readonly #hash = createHash('sha256');
  #head: BackupHead | undefined;
  #rows = 0;
  #blobs = 0;
  #ended = false;

  constructor(path: string, progress: ReadProgress) {
    this.#path = path;
    this.#progress = progress;
  }

  get head(): BackupHead {
    if (this.#head === undefined) throw damagedFile();
    return this.#head;
  }

  get summary(): BackupSummary {
    return { rows: this.#rows, blobs: this.#blobs };
  }

  async *parts(): AsyncGenerator<BackupPart> {
    let table: string | undefined;
    let rows: Row[] = [];
    let blob: { readonly id: string; readonly pieces: Uint8Array[]; readonly due: number } | undefined;
    for await (const line of this.#lines()) {
      const value = parsed(line);
      if (this.#ended) throw damagedFile();
      if (this.#head === undefined) this.#head = headOf(value);
      else if (Array.isArray(value) && table !== undefined && blob === undefined) {
        rows.push(rowOf(value));
        this.#rows++;
      } else if (typeof value === 'string' && blob !== undefined) blob.pieces.push(bytesOf(value));
      else if (isEnd(value) && blob === undefined) this.#end(value.end);
      else if (isTable(value) && blob === undefined) {
        if (table !== undefined && rows.length > 0) yield { kind: 'rows', table, rows };
        table = value.table;
        rows = [];
      } else if (isBlob(value) && blob === undefined) blob = { id: value.blob, pieces: [], due: value.pieces };
      else throw damagedFile();
      if (!this.#ended) this.#hash.update(line).update('\n');
      if (table !== undefined && (rows.length === ROWS_PER_STEP || (this.#ended && rows.length > 0))) {
        yield { kind: 'rows', table, rows };
        rows = [];
      }
      if (blob === undefined || blob.pieces.length < blob.due) continue;
      this.#blobs++;
      yield { kind: 'blob', id: blob.id, sealed: new Uint8Array(Buffer.concat(blob.pieces)) };
      blob = undefined;
    }
    if (!this.#ended) throw damagedFile();
  }

  #end({ rows, blobs, sha256 }: BackupSummary & { readonly sha256: string }): void {
    if (rows !== this.#rows || blobs !== this.#blobs) throw damagedFile();
    if (sha256 !== this.#hash.digest('base64')) throw damagedFile();
    this.#ended = true;
  }

  async *#lines(): AsyncGenerator<string> {
    const { size } = await stat(this.#path);
    const file = createReadStream(this.#path);
    const unzipped = file.pipe(createGunzip());
    file.on('error', (failure) => unzipped.destroy(failure));
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let rest = '';
    try {
      for await (const bytes of unzipped) {
        rest += decoder.decode(bytes as Uint8Array, { stream: true });
        if (rest.length > MAX_LINE_BYTES) throw damagedFile();
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        yield* lines;
        this.#progress(file.bytesRead, size);
      }
    } catch (failure) {
      if (failure instanceof WrongBackup || !isReading(failure)) throw failure;
      throw this.#head === undefined ? foreign() : damagedFile();
    } finally {
      file.destroy();
    }
    if (rest !== '') throw damagedFile();
  }
}

/** What gunzip and the decoder say of bytes that are no backup; a disk that fails is another matter. */
function isReading(failure: unknown): boolean {
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : '';
  return code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
