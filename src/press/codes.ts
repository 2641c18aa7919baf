import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const PRESS_CODES = {
  'case-not-held': { next: 'open-from-the-list' },
  'line-opened-early': { next: 'settle-the-line' },
  'embargo-hour-unclear': { next: 'check-the-time' },
  'embargo-past': { next: 'check-the-time' },
  'embargo-too-long': { next: 'check-the-time' },
  'embargo-not-over': { next: 'settle-the-line' },
  'line-not-yours': { next: 'ask-the-party' },
  'line-not-published': { next: 'settle-the-line' },
  'line-published-already': { next: 'nothing-left-to-do' },
  'line-withdrawn': { next: 'thread-is-closed' },
  'words-changed': { next: 'look-again' },
  'publication-not-clear': { next: 'correct-it' },
  'withdrawal-marking': { next: 'correct-it' },
  'person-needed': { next: 'sign-in' },
  'leak-untold': { next: 'fill-it-in' },
  'operator-named-in-text': { next: 'settle-the-line' },
  'operator-not-consulted': { next: 'settle-the-line' },
  'operator-still-asked': { next: 'settle-the-line' },
  'operator-objects': { next: 'settle-the-line' },
  'consultation-not-yours': { next: 'ask-the-party' },
  'answer-time-past': { next: 'check-the-time' },
} as const satisfies Codes;
export type PressCode =
  | keyof typeof PRESS_CODES
  | 'party-not-known'
  | 'kind-may-not-author'
  | 'person-of-another-party'
  | 'second-person-needed'
  | 'held-until';
