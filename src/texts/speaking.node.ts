import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from './languages.ts';
import type { TextTree } from './tree.ts';

/** Catalogues stand outside the code: `texts/<language>/<room>.json`, ICU messages grouped as they are used. */
export const TEXTS_FOLDER = join(import.meta.dirname, '..', '..', 'texts');

const speaking = new AsyncLocalStorage<Language>();
let ofProcess: Language = 'en';
const catalogues = new Map<string, TextTree>();

/** The language of whoever is being answered: of the request, of a mail's receiver, else of this process. */
export function currentLanguage(): Language {
  return speaking.getStore() ?? ofProcess;
}

/** Everything that `work` writes, now or after it has waited for something, is in this language. */
export function inLanguage<Result>(language: Language, work: () => Result): Result {
  return speaking.run(language, work);
}

/** For the command line, which speaks with one person from start to end. */
export function speak(language: Language): void {
  ofProcess = language;
}

/** One file of messages; read from the disk once, when first asked for. What a language lacks is read in English. */
export function treeOf(language: Language, room: string): TextTree {
  const path = join(TEXTS_FOLDER, language, `${room}.json`);
  let known = catalogues.get(path);
  if (known === undefined) {
    known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as TextTree) : {};
    catalogues.set(path, known);
  }
  return known;
}
