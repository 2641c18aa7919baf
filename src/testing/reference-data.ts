import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Public vectors and records that stand beside the checkout and are never committed. */
const ROOT = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** For a test's `skip`: false where the folder is there, else the reason why the test cannot run. */
export function absent(folder: string): string | false {
  return existsSync(join(ROOT, folder)) ? false : `the reference data ${folder} is not beside the checkout`;
}

/** The bytes of a reference file; `.gz` is unpacked. */
export function referenceBytes(path: string): Uint8Array {
  const bytes = readFileSync(join(ROOT, path));
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function referenceText(path: string): string {
  return new TextDecoder().decode(referenceBytes(path));
}

export function referenceNames(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).sort();
}
