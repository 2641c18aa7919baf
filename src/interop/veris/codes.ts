import type { Codes } from '#codes.ts';

/** Why a file, or a line of one, is not imported. The run goes on with the next. */
export const VERIS_CODES = {
  'veris-file-unreadable': { next: 'export-again' },
  'veris-file-kind': { next: 'export-again' },
  'veris-file-too-large': { next: 'make-it-smaller' },
  'veris-file-empty': { next: 'export-again' },
  'veris-gzip-broken': { next: 'export-again' },
  'veris-not-utf8': { next: 'export-again' },
  'veris-record-too-large': { next: 'make-it-smaller' },
  'veris-not-json': { next: 'export-again' },
  'veris-not-an-incident': { next: 'export-again' },
  'veris-version': { next: 'export-again' },
  'veris-shape': { next: 'export-again' },
  'veris-false-positive': { next: 'export-again' },
  'no-answer': { next: 'wait-a-minute' },
} as const satisfies Codes;
export type VerisCode = keyof typeof VERIS_CODES;
