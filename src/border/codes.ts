import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const BORDER_CODES = {
  'footprint-of-another': { next: 'ask-the-party' },
  'dependency-unnamed': { next: 'fill-it-in' },
  'not-own-state': { next: 'correct-it' },
  'decision-about-own-state': { next: 'correct-it' },
  'decision-for-another-authority': { next: 'ask-the-party' },
  'reason-missing': { next: 'fill-it-in' },
  'decider-of-another-party': { next: 'ask-the-party' },
  'too-many-cases': { next: 'make-it-smaller' },
} as const satisfies Codes;
export type BorderCode =
  | keyof typeof BORDER_CODES
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'link-to-itself'
  | 'reference-not-own';
