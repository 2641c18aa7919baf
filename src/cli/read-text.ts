import { readFile, stat } from 'node:fs/promises';
import { accept, type Outcome, refuse } from '#outcome.ts';

/** UTF-8 takes at most four bytes a character; a larger file cannot be one of that many characters and is not read. */
const BYTES_A_CHARACTER = 4;

/** A text file that a person named, or why it cannot be read. */
export async function readText(path: string, maxCharacters: number): Promise<Outcome<string>> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return refuse('file-missing', `There is no file ${path}.`, path);
  if (!found.isFile()) return refuse('file-missing', `${path} is a folder or a device, not a file.`, path);
  const most = maxCharacters * BYTES_A_CHARACTER;
  if (found.size > most) {
    return refuse('file-too-large', `${path} has ${found.size} bytes; at most ${most} are read.`, path);
  }
  return accept(await readFile(path, 'utf8'));
}
