import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const MAIL_CODES = {
  'mail-too-large': { next: 'make-it-smaller', status: 'too-large' },
  'mail-malformed': { next: 'correct-it' },
  'mail-too-many-parts': { next: 'make-it-smaller' },
  'mail-desk-full': { next: 'report-another-way' },
  'mail-desk-unknown': { next: 'choose-another-recipient' },
  'mail-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'mail-decided': { next: 'nothing-left-to-do', status: 'conflict' },
  'mail-reason-missing': { next: 'fill-it-in' },
} as const satisfies Codes;
export type MailCode = keyof typeof MAIL_CODES;

export const HOOK_CODES = {
  'webhook-not-found': { next: 'open-from-the-list', status: 'not-found' },
  'webhook-address-malformed': { next: 'correct-it' },
  'webhook-events-missing': { next: 'fill-it-in' },
  'too-many-webhooks': { next: 'make-room' },
} as const satisfies Codes;
export type HookCode = keyof typeof HOOK_CODES;
