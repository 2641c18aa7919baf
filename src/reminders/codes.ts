import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const REMINDER_CODES = {
  'reminder-mail-malformed': { next: 'correct-it' },
  'reminder-webhook-malformed': { next: 'correct-it' },
  'reminder-hours-malformed': { next: 'correct-it' },
  'reminder-person-unknown': { next: 'choose-what-is-offered' },
  'reminder-not-found': { next: 'open-from-the-list' },
  'calendar-not-found': { next: 'open-from-the-list', status: 'not-found' },
} as const satisfies Codes;
export type ReminderCode = keyof typeof REMINDER_CODES;
