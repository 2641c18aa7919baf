import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const VOCABULARY_CODES = {
  'indicator-malformed': { next: 'correct-it' },
} as const satisfies Codes;
export type VocabularyCode = keyof typeof VOCABULARY_CODES;
