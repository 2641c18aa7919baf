/** The file that holds a party's recovery key: made when it is founded, read by whoever revokes and renews with it. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import { signingKey } from '#statement/jwk.ts';
import { createWhole } from '#store/whole-file.ts';
import type { RECOVERY_KEY_CODES } from './codes.ts';
import { type FileCode, notWritten, readText } from './named-file.ts';

export type RecoveryKeyCode = keyof typeof RECOVERY_KEY_CODES;

const FILE_CHARACTERS = 1_000;
/** The key's thumbprint and its secret, each 32 bytes in base64url. */
const RECOVERY = /^[\w-]{43}\s+([\w-]{43})\s*$/u;

/** A recovery key as a person keeps it: in a file, or printed. */
export function recoveryText(key: PrivateKey): string {
  return `${signingKey(key).kid} ${key.secret.toBase64({ alphabet: 'base64url', omitPadding: true })}`;
}

export async function readRecovery(path: string): Promise<Outcome<PrivateKey, FileCode | RecoveryKeyCode>> {
  const text = await readText(path, FILE_CHARACTERS);
  if (!text.ok) return text;
  const secret = RECOVERY.exec(text.value)?.[1];
  const key = secret === undefined ? undefined : importSecret(secret);
  if (key !== undefined) return accept(key);
  const sentence = phrase`${path} must hold the recovery key as "comity init" wrote it: two words of 43 characters.`;
  return refuse('recovery-key-malformed', sentence, '--recovery');
}

/**
 * The key that a founding which broke off had written there, or a new one, which is on the disk when this resolves: it
 * has to be kept before it counts, since afterwards nobody could make it again.
 */
export async function keepRecovery(path: string, place: string): Promise<Outcome<PrivateKey, FileCode>> {
  const found = await readRecovery(path);
  if (found.ok) return found;
  if (found.refusal.code !== 'file-missing')
    return refuse('file-exists', phrase`${path} exists already; name another place.`, place);
  const key = primitives.generateKey('ES256');
  try {
    await createWhole(path, `${recoveryText(key)}\n`);
  } catch (failure) {
    return notWritten(path, place, failure);
  }
  return accept(key);
}

function importSecret(text: string): PrivateKey | undefined {
  try {
    return primitives.importPrivateKey('ES256', Uint8Array.fromBase64(text, { alphabet: 'base64url' }));
  } catch {
    return undefined;
  }
}
