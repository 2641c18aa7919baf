import type { Codes } from '#codes.ts';

/** What the machine, or what the node needs of it, did not do. */
export const FAILURE_CODES = {
  'command-failed': { next: 'mend-the-machine' },
  'disk-full': { next: 'mend-the-machine' },
  'not-permitted': { next: 'mend-the-machine' },
  'database-unreachable': { next: 'mend-the-machine' },
  'migration-failed': { next: 'move-the-store' },
} as const satisfies Codes;

/** What was typed and is not understood. */
export const MISTAKE_CODES = {
  'command-missing': { next: 'correct-the-setting' },
  'command-unknown': { next: 'correct-the-setting' },
  'option-unknown': { next: 'correct-the-setting' },
  'option-incomplete': { next: 'correct-the-setting' },
  'option-missing': { next: 'correct-the-setting' },
  'argument-missing': { next: 'correct-the-setting' },
  'argument-excess': { next: 'correct-the-setting' },
  'value-not-offered': { next: 'correct-the-setting' },
  'not-understood': { next: 'correct-the-setting' },
} as const satisfies Codes;

/** What is wrong with a file that a person names. */
export const FILE_CODES = {
  'file-missing': { next: 'correct-the-setting' },
  'file-unreadable': { next: 'correct-the-setting' },
  'file-too-large': { next: 'make-it-smaller' },
  'file-exists': { next: 'correct-the-setting' },
  'file-not-written': { next: 'correct-the-setting' },
} as const satisfies Codes;

/** Refusals of another key file or passphrase. */
export const RESEAL_CODES = {
  'unlock-same-file': { next: 'mind-the-keys' },
} as const satisfies Codes;

/** Refusals of the file that keeps a recovery key. */
export const RECOVERY_KEY_CODES = {
  'recovery-key-malformed': { next: 'mind-the-keys' },
} as const satisfies Codes;

/** Refusals of the settings. */
export const SETTINGS_CODES = {
  'setting-missing': { next: 'correct-the-setting' },
  'setting-invalid': { next: 'correct-the-setting' },
  'setting-contradicts': { next: 'correct-the-setting' },
} as const satisfies Codes;

/** What the commands refuse, the demonstration’s among them. */
export const COMMAND_CODES = {
  'kind-unknown': { next: 'correct-it' },
  'name-malformed': { next: 'correct-it' },
  'party-malformed': { next: 'correct-it' },
  'states-malformed': { next: 'correct-it' },
  'territory-malformed': { next: 'correct-it' },
  'url-malformed': { next: 'correct-it' },
  'node-not-named': { next: 'fill-it-in' },
  'party-missing': { next: 'fill-it-in' },
  'clock-behind': { next: 'check-the-time' },
  'case-unknown': { next: 'choose-what-is-offered' },
  'not-yet': { next: 'wait-a-minute' },
  stopped: { next: 'wait-a-minute' },
  unreachable: { next: 'wait-a-minute' },
  'seat-not-taken': { next: 'sign-in' },
  'peers-silent': { next: 'node-tries-again' },
  'verification-failed': { next: 'do-not-rely' },
  'answer-not-json': { next: 'fix-the-program' },
  'answer-unreadable': { next: 'fix-the-program' },
  'log-damaged': { next: 'tell-the-administrator' },
  'views-differ': { next: 'tell-the-administrator' },
  'port-malformed': { next: 'correct-the-setting' },
  'port-taken': { next: 'correct-the-setting' },
  'speed-malformed': { next: 'correct-the-setting' },
  'log-recovering': { next: 'finish-the-restore' },
} as const satisfies Codes;
