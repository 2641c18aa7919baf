import { type Dirent, promises as files } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { accept, type Outcome, phrase, type Refusal, refuse } from '#outcome.ts';
import type { VerisCode } from './codes.ts';
import { readIncident, type VerisIncident } from './incident.ts';

/** A compressed file may not unfold to more than this either. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const MAX_RECORD_CHARACTERS = 1_000_000;
const MAX_DEPTH_OF_FOLDERS = 8;

/** One incident, or why a file or one line of it gave none. */
export type VerisRecord = { readonly file: string; readonly line?: number } & (
  | { readonly ok: true; readonly incident: VerisIncident }
  | { readonly ok: false; readonly refusal: Refusal<VerisCode> }
);

/** Every file named, and every file below a folder named, in a fixed order. Names that lead nowhere stay in the list. */
export async function filesBelow(paths: readonly string[], depth = 0): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const inside = await entriesOf(path);
    if (inside === undefined || depth >= MAX_DEPTH_OF_FOLDERS) found.push(path);
    else found.push(...(await filesBelow(inside.map((entry) => join(path, entry.name)).sort(), depth + 1)));
  }
  return found;
}

/** Undefined for anything that is no folder; links are not followed out of what was named. */
async function entriesOf(path: string): Promise<readonly Dirent[] | undefined> {
  try {
    return (await files.readdir(path, { withFileTypes: true })).filter(
      (entry) => entry.isFile() || entry.isDirectory(),
    );
  } catch {
    return undefined;
  }
}

/** The records of one file. Nothing in it can stop the run: whatever is wrong becomes a refusal in its place. */
export async function* recordsOf(file: string): AsyncGenerator<VerisRecord> {
  const name = file.replace(/\.gz$/, '');
  if (!/\.(json|ndjson|jsonl)$/.test(name)) {
    yield refused(file, refuse('veris-file-kind', 'Only .json, .ndjson and .jsonl files are read, .gz included.'));
    return;
  }
  const content = await textOf(file);
  if (!content.ok) yield refused(file, content);
  else if (name.endsWith('.json')) yield* wholeFile(file, content.value);
  else yield* lines(file, content.value);
}

function refused(file: string, outcome: Outcome<unknown, VerisCode>, line?: number): VerisRecord {
  if (outcome.ok) throw new Error('only a refusal can be passed on as one');
  return { file, ...(line === undefined ? {} : { line }), ok: false, refusal: outcome.refusal };
}

async function textOf(file: string): Promise<Outcome<string, VerisCode>> {
  let bytes: Uint8Array;
  try {
    if ((await files.stat(file)).size > MAX_FILE_BYTES) return tooLarge();
    bytes = await files.readFile(file);
  } catch {
    return refuse('veris-file-unreadable', 'The file cannot be read: check its name and its permissions.');
  }
  if (file.endsWith('.gz')) {
    const unpacked = await unpack(bytes);
    if (!unpacked.ok) return unpacked;
    bytes = unpacked.value;
  }
  try {
    return accept(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('veris-not-utf8', 'The file is not UTF-8 text: convert it first.');
  }
}

function tooLarge(): Outcome<never, VerisCode> {
  return refuse(
    'veris-file-too-large',
    phrase`A file may hold at most ${MAX_FILE_BYTES / 1024 / 1024} MiB: split it.`,
  );
}

async function unpack(bytes: Uint8Array): Promise<Outcome<Uint8Array, VerisCode>> {
  try {
    return accept(await promisify(gunzip)(bytes, { maxOutputLength: MAX_FILE_BYTES }));
  } catch (error) {
    if (error instanceof RangeError) return tooLarge();
    return refuse('veris-gzip-broken', 'The file ends in .gz and is no whole gzip file.');
  }
}

/** One incident, or a list of them as some tools export. */
function* wholeFile(file: string, content: string): Generator<VerisRecord> {
  const parsed = parse(content);
  if (!parsed.ok) {
    yield refused(file, parsed);
    return;
  }
  const items = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  if (items.length === 0) yield refused(file, refuse('veris-file-empty', 'The list in this file is empty.'));
  for (const [position, item] of items.entries()) {
    yield one(file, item, Array.isArray(parsed.value) ? position + 1 : undefined);
  }
}

function* lines(file: string, content: string): Generator<VerisRecord> {
  let count = 0;
  for (const [position, line] of content.split('\n').entries()) {
    if (line.trim() === '') continue;
    count++;
    const number = position + 1;
    if (line.length > MAX_RECORD_CHARACTERS) {
      yield refused(file, refuse('veris-record-too-large', 'The line is longer than any incident.'), number);
      continue;
    }
    const parsed = parse(line);
    yield parsed.ok ? one(file, parsed.value, number) : refused(file, parsed, number);
  }
  if (count === 0) yield refused(file, refuse('veris-file-empty', 'The file holds nothing.'));
}

function parse(content: string): Outcome<unknown, VerisCode> {
  if (content.trim() === '') return refuse('veris-file-empty', 'The file holds nothing.');
  try {
    return accept(JSON.parse(content));
  } catch {
    return refuse('veris-not-json', 'The text is not JSON.');
  }
}

function one(file: string, value: unknown, line: number | undefined): VerisRecord {
  const outcome = readIncident(value);
  const place = { file, ...(line === undefined ? {} : { line }) };
  return outcome.ok
    ? { ...place, ok: true, incident: outcome.value }
    : { ...place, ok: false, refusal: outcome.refusal };
}
