/** Every refusal this room utters. */
export type ReminderCode =
  | 'reminder-mail-malformed'
  | 'reminder-webhook-malformed'
  | 'reminder-hours-malformed'
  | 'reminder-person-unknown'
  | 'reminder-not-found'
  | 'calendar-not-found';
