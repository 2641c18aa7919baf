import type { Codes } from '#codes.ts';

/** Refusals of pings and their answers. */
export const PING_CODES = {
  'ping-to-itself': { next: 'correct-it' },
  'ping-party-unknown': { next: 'choose-another-recipient' },
  'ping-not-mandated': { next: 'look-at-the-contact' },
  'ping-contact-unknown': { next: 'choose-another-recipient' },
  'ping-answer-time': { next: 'check-the-time' },
  'ping-surprise-by-person': { next: 'look-at-the-contact' },
  'pinged-already': { next: 'look-at-the-contact' },
  'pinged-too-often': { next: 'look-at-the-contact' },
  'ping-unknown': { next: 'open-from-the-list', status: 'not-found' },
  'ping-not-for-you': { next: 'ask-the-party' },
  'answer-to-wrong-party': { next: 'ask-the-party' },
  'challenge-wrong': { next: 'correct-it' },
  'not-a-person': { next: 'sign-in' },
  'answered-already': { next: 'nothing-left-to-do' },
} as const satisfies Codes;
export type PingCode = keyof typeof PING_CODES;

/** Refusals of lists that somebody wants to take over, each with the line it speaks of. */
export const IMPORT_CODES = {
  'import-too-large': { next: 'correct-the-list' },
  'import-not-text': { next: 'correct-the-list' },
  'import-empty': { next: 'correct-the-list' },
  'import-columns': { next: 'correct-the-list' },
  'import-malformed': { next: 'correct-the-list' },
  'import-too-many': { next: 'correct-the-list' },
  'contact-malformed': { next: 'correct-it' },
  'contact-repeated': { next: 'correct-the-list' },
} as const satisfies Codes;
export type ImportCode = keyof typeof IMPORT_CODES;

/** Every refusal this room utters. */
export const CONTACTS_CODES = {
  'contact-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'template-place-empty': { next: 'fill-it-in' },
  'proposal-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'proposals-too-many': { next: 'make-room' },
} as const satisfies Codes;
export type ContactsCode = keyof typeof CONTACTS_CODES | PingCode | ImportCode | 'template-unknown';
