/** What opens the keys at rest: a passphrase a person knows, or an identity in a file only the node may read. */
import { readFile, stat } from 'node:fs/promises';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { StoreCode } from './codes.ts';
import { type Identity, newIdentity, recipientOf } from './seal.ts';
import { createWhole } from './whole-file.ts';

export type Unlock =
  | { readonly passphrase: string; readonly workFactor?: number }
  | { readonly identity: Identity };

/** Where a deployment keeps it. */
export type UnlockPlace = { readonly passphraseFile: string } | { readonly keyFile: string };

const MIN_PASSPHRASE_CHARACTERS = 12;
const OTHERS_MODE = 0o077;

export async function readUnlock(place: UnlockPlace): Promise<Outcome<Unlock, StoreCode>> {
  const path = 'keyFile' in place ? place.keyFile : place.passphraseFile;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) {
    const next =
      'keyFile' in place
        ? 'Create it with "comity init", put its copy back, or set its path in COMITY_KEY_FILE'
        : 'Put it back, or set its path in COMITY_PASSPHRASE_FILE';
    return refuse('key-file-missing', phrase`There is no file ${path}. ${next}.`, path);
  }
  if (process.platform !== 'win32' && (found.mode & OTHERS_MODE) !== 0) {
    return refuse(
      'key-file-exposed',
      phrase`Others on this machine may read ${path}. Set its mode to 0600.`,
      path,
    );
  }
  const text = await readFile(path, 'utf8');
  return 'keyFile' in place ? readIdentity(text, path) : passphraseIn(text, path);
}

/** Writes a new identity where there is no file yet; throws when there is one. */
export async function createKeyFile(path: string): Promise<void> {
  const text = `# Opens this node's keys. Keep a copy offline: without it the keys are lost.\n${await newIdentity()}\n`;
  await createWhole(path, text);
}

async function readIdentity(text: string, path: string): Promise<Outcome<Unlock, StoreCode>> {
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  const identity = lines.length === 1 ? lines[0] : undefined;
  const usable = identity?.startsWith('AGE-SECRET-KEY-1') && (await recipientOf(identity).catch(() => undefined));
  if (identity === undefined || !usable) {
    return refuse('key-file-malformed', phrase`${path} must hold one age identity (AGE-SECRET-KEY-1…).`, path);
  }
  return accept({ identity });
}

/** The passphrase in the first line of a text; `path` is where it came from. */
export function passphraseIn(text: string, path: string): Outcome<Unlock, StoreCode> {
  const passphrase = text.split(/\r?\n/, 1)[0] ?? '';
  if (passphrase === '') return refuse('passphrase-missing', phrase`The first line of ${path} is empty.`, path);
  if (passphrase.length < MIN_PASSPHRASE_CHARACTERS) {
    const sentence = phrase`A passphrase needs at least ${MIN_PASSPHRASE_CHARACTERS} characters; five random words are good.`;
    return refuse('passphrase-too-short', sentence, path);
  }
  return accept({ passphrase });
}
