/** Files that a person names: read whole and bounded, written only where nothing stands yet. */
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { FILE_CODES } from './codes.ts';
import { failureOf } from './failure.ts';

export type FileCode = keyof typeof FILE_CODES | 'disk-full';

/** UTF-8 takes at most four bytes a character; a larger file cannot be one of that many characters and is not read. */
const BYTES_A_CHARACTER = 4;
/** Stands for what is piped in, as POSIX has it (12.2, guideline 13). */
const STANDARD_INPUT = '-';

/** The bytes of the file, or of standard input for `-`; or why they cannot be had. */
export async function readNamed(
  path: string,
  mostBytes: number,
  input: Readable = process.stdin,
): Promise<Outcome<Uint8Array, FileCode>> {
  try {
    if (path === STANDARD_INPUT) return await bounded(path, input, mostBytes);
    const found = await stat(path);
    if (found.isDirectory()) return refuse('file-unreadable', phrase`${path} is a folder, not a file.`, path);
    // A device may have no end.
    if (!found.isFile() && !found.isFIFO())
      return refuse('file-unreadable', phrase`${path} is a device, not a file.`, path);
    if (found.size > mostBytes) return tooLarge(path, `${found.size} bytes`, mostBytes);
    return await bounded(path, createReadStream(path), mostBytes);
  } catch (failure) {
    const { code, message } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return refuse('file-missing', phrase`There is no file ${path}.`, path);
    return refuse('file-unreadable', phrase`${path} cannot be read (${message}).`, path);
  }
}

/** The same as text. */
export async function readText(path: string, mostCharacters: number): Promise<Outcome<string, FileCode>> {
  const bytes = await readNamed(path, mostCharacters * BYTES_A_CHARACTER);
  return bytes.ok ? accept(new TextDecoder().decode(bytes.value)) : bytes;
}

async function bounded(path: string, input: Readable, mostBytes: number): Promise<Outcome<Uint8Array, FileCode>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) return tooLarge(path, 'more bytes', mostBytes);
    chunks.push(chunk);
  }
  return accept(Buffer.concat(chunks));
}

function tooLarge(path: string, size: string, mostBytes: number) {
  return refuse('file-too-large' as const, `${path} has ${size}; at most ${mostBytes} are read.`, path);
}

/** Writes where nothing stands yet; `place` is the option or argument by which another place is named. */
export async function writeNew(
  path: string,
  bytes: Uint8Array | string,
  place: string,
): Promise<Outcome<null, FileCode>> {
  try {
    await writeFile(path, bytes, { flag: 'wx' });
    return accept(null);
  } catch (failure) {
    return notWritten(path, place, failure);
  }
}

/** Why a file could not be made. */
export function notWritten(path: string, place: string, failure: unknown) {
  const { code, message } = failure as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return refuse('file-exists' as const, `${path} exists already; name another place.`, place);
  const { code: stopped, sentence } = failureOf(failure);
  if (stopped === 'disk-full') return refuse(stopped, sentence, place);
  return refuse('file-not-written' as const, `${path} cannot be written (${message}).`, place);
}
