/**
 * The backup file: gzip over lines of JSON. A head, then each table with its rows, then the sealed blobs, then an end
 * that tells how much came before and its SHA-256. The same for both engines. What was sealed stays sealed; claims are
 * in the clear, as they are in the database, so the file is kept as carefully.
 */
import type { BACKUP_CODES } from './codes.ts';
import type { ColumnValue, Row } from './rows.ts';

/** Version 1 told nothing of the versions of its tables: they were the first. */
export const BACKUP_FORMAT = 2;
const FORMATS_READ: readonly unknown[] = [1, BACKUP_FORMAT];
/** One row, or one piece of a blob; a statement with all disclosures is far below. */
export const MAX_LINE_BYTES = 64 * 1_048_576;

export type BackupCode = keyof typeof BACKUP_CODES;

/** Whose backup it is. `log` is the log it appends to, which a successor may have made another than `origin`. */
export type BackupHead = {
  readonly origin: string;
  readonly log: string;
  readonly realm: string;
  readonly takenAt: string;
  /** Entries of the log at that moment. */
  readonly size: number;
  /** Of which version the tables of each set are. */
  readonly versions: Readonly<Record<string, number>>;
};

export type BackupPart =
  | { readonly kind: 'rows'; readonly table: string; readonly rows: readonly Row[] }
  | { readonly kind: 'blob'; readonly id: string; readonly sealed: Uint8Array };

/** Columns as the rows of a backup have them, with what they hold; what never holds anything is text. */
export type BackupColumns = ReadonlyMap<string, ReadonlyMap<string, 'text' | 'bigint' | 'bytes'>>;

export type BackupSummary = { readonly rows: number; readonly blobs: number };

/** Thrown while reading; becomes a refusal at the door. */
export class WrongBackup extends Error {
  readonly code: BackupCode;

  constructor(code: BackupCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export const damagedFile = () =>
  new WrongBackup('backup-damaged', 'The backup was cut off or altered; take another.');

export const foreign = () => new WrongBackup('backup-foreign', 'This is no backup of a Comity node.');

export function headOf(value: unknown): BackupHead {
  if (!isMembers(value) || !('comity-backup' in value)) throw foreign();
  if (!FORMATS_READ.includes(value['comity-backup'])) {
    throw new WrongBackup(
      'backup-version',
      `Versions ${FORMATS_READ.join(' and ')} of the format are read here; update this node.`,
    );
  }
  const { origin, log, realm, takenAt, size, versions = {} } = value;
  const texts = [origin, log, realm, takenAt].every((text) => typeof text === 'string');
  const isNumbered = isMembers(versions) && Object.values(versions).every(isVersion);
  if (!texts || !Number.isSafeInteger(size) || !isNumbered) throw damagedFile();
  return { origin, log, realm, takenAt, size, versions } as BackupHead;
}

function isVersion(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damagedFile();
  }
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export function isTable(value: unknown): value is { readonly table: string } {
  return isMembers(value) && typeof value.table === 'string';
}
export function isBlob(value: unknown): value is { readonly blob: string; readonly pieces: number } {
  return isMembers(value) && typeof value.blob === 'string' && Number.isSafeInteger(value.pieces);
}
export function isEnd(value: unknown): value is { readonly end: BackupSummary & { readonly sha256: string } } {
  return isMembers(value) && isMembers(value.end);
}

export type Written = string | number | null | { readonly bytes: string };

export function written(value: ColumnValue): Written {
  return value instanceof Uint8Array ? { bytes: value.toBase64() } : value;
}

export function rowOf(value: readonly unknown[]): Row {
  return Object.fromEntries(
    value.map((pair) => {
      if (!Array.isArray(pair) || typeof pair[0] !== 'string') throw damagedFile();
      return [pair[0], columnOf(pair[1])];
    }),
  );
}

function columnOf(value: unknown): ColumnValue {
  if (isMembers(value) && typeof value.bytes === 'string') return bytesOf(value.bytes);
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw damagedFile();
}

export function bytesOf(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch {
    throw damagedFile();
  }
}
