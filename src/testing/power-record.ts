import { closeSync, openSync, readSync } from 'node:fs';
import { posix } from 'node:path';
import type { Change } from './power-disk.ts';

const HEADER_BYTES = 32;
const CHUNK_BYTES = 8 << 20;
/** Longer records come only from a damaged file. */
const RECORD_MAX_BYTES = 1 << 30;

/** The kinds of power-cut.c, in its order, from 1. */
const KINDS = [
  'bind',
  'create',
  'write',
  'sync-begin',
  'sync-end',
  'truncate',
  'rename',
  'unlink',
  'make-folder',
  'remove-folder',
  'link',
] as const;

/** A change, and the position in the record at which it is complete. */
export type Recorded = { readonly change: Change; readonly end: number };

/** Reads what power-cut.c wrote, in order, up to the given position; a last record that is incomplete is left out. */
export function* readRecord(path: string, until: number): Generator<Recorded> {
  const file = openSync(path, 'r');
  try {
    let buffer = Buffer.alloc(0);
    let position = 0;
    let read = 0;
    while (position < until) {
      const wanted = buffer.length < HEADER_BYTES ? HEADER_BYTES : buffer.readUInt32LE(0);
      if (wanted > RECORD_MAX_BYTES) throw new RangeError(`a record of ${wanted} bytes at ${position}`);
      if (buffer.length < wanted) {
        const chunk = Buffer.alloc(Math.max(CHUNK_BYTES, wanted - buffer.length));
        const got = readSync(file, chunk, 0, chunk.length, read);
        if (got === 0) return;
        read += got;
        buffer = Buffer.concat([buffer, chunk.subarray(0, got)]);
        continue;
      }
      if (wanted < HEADER_BYTES) throw new RangeError(`a record of ${wanted} bytes at ${position}`);
      position += wanted;
      if (position <= until) yield { change: parse(buffer.subarray(0, wanted)), end: position };
      buffer = buffer.subarray(wanted);
    }
  } finally {
    closeSync(file);
  }
}

function parse(record: Buffer): Change {
  const type = KINDS[record.readUInt32LE(4) - 1];
  const inode = record.readBigUInt64LE(8);
  const offset = record.readBigUInt64LE(16);
  const pathEnd = HEADER_BYTES + record.readUInt32LE(24);
  const path = normal(record.toString('utf8', HEADER_BYTES, pathEnd));
  const payload = record.subarray(pathEnd, pathEnd + record.readUInt32LE(28));
  switch (type) {
    case 'bind':
    case 'create':
      return { type, inode, path };
    case 'write':
      return { type, inode, offset: Number(offset), bytes: payload };
    case 'truncate':
      return { type, inode, size: Number(offset) };
    case 'sync-begin':
    case 'sync-end':
      return { type, inode, ticket: offset, path };
    case 'rename':
    case 'link':
      return { type, path, second: normal(payload.toString('utf8')) };
    case 'unlink':
    case 'make-folder':
    case 'remove-folder':
      return { type, path };
    default:
      throw new RangeError(`a record of an unknown kind ${record.readUInt32LE(4)}`);
  }
}

function normal(path: string): string {
  const clean = posix.normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
}
