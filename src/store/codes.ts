import type { Codes } from '#codes.ts';

/** Every code this room refuses with. */
export const STORE_CODES = {
  'key-file-missing': { next: 'mind-the-keys' },
  'key-file-exposed': { next: 'mind-the-keys' },
  'key-file-malformed': { next: 'mind-the-keys' },
  'passphrase-missing': { next: 'mind-the-keys' },
  'passphrase-too-short': { next: 'mind-the-keys' },
  'keyring-locked': { next: 'mind-the-keys' },
  'blob-too-large': { next: 'make-it-smaller' },
  'blob-unknown': { next: 'open-from-the-list' },
  'blob-altered': { next: 'do-not-rely' },
  'store-refuses-writes': { next: 'mend-the-machine' },
  'store-newer': { next: 'start-a-later-version' },
  'store-behind': { next: 'move-the-store' },
  'store-version-malformed': { next: 'start-a-later-version' },
  'store-in-use': { next: 'move-the-store' },
} as const satisfies Codes;
export type StoreCode = keyof typeof STORE_CODES;

/** Refusals of a backup as a file. */
export const BACKUP_CODES = {
  'backup-file-exists': { next: 'correct-the-setting' },
  'backup-file-missing': { next: 'correct-the-setting' },
  'backup-file-not-written': { next: 'correct-the-setting' },
  'backup-foreign': { next: 'correct-the-setting' },
  'backup-version': { next: 'export-again' },
  'backup-damaged': { next: 'correct-the-setting' },
} as const satisfies Codes;
