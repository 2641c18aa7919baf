import type { Codes } from '#codes.ts';

/** Refusals of a sealed report as a file. */
export const SEALED_CODES = {
  'sealed-file-malformed': { next: 'correct-it' },
  'sealed-file-too-large': { next: 'make-it-smaller' },
  'sealed-report-malformed': { next: 'correct-it' },
} as const satisfies Codes;
