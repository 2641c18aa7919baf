/** Every refusal this room utters. */
export const REMINDER_CODES = [
  'reminder-mail-malformed',
  'reminder-webhook-malformed',
  'reminder-hours-malformed',
  'reminder-person-unknown',
  'reminder-not-found',
  'calendar-not-found',
] as const;
export type ReminderCode = (typeof REMINDER_CODES)[number];
