import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const CASES_CODES = {
  'case-note-too-long': { next: 'make-it-smaller' },
  'nothing-said-here': { next: 'say-something-new' },
  'case-taken-meanwhile': { next: 'look-again', status: 'conflict' },
  'taker-not-mandated': { next: 'choose-what-is-offered' },
  'note-empty': { next: 'fill-it-in' },
  'notes-too-many': { next: 'make-room' },
  'note-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'reference-mistyped': { next: 'open-from-the-list', status: 'not-found' },
  'reference-not-found': { next: 'open-from-the-list', status: 'not-found' },
} as const satisfies Codes;
export type CasesCode = keyof typeof CASES_CODES;
