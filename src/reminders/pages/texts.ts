import en from '#texts/en/reminders.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages of reminders. */
export const REMINDER_TEXTS = translated('reminders', en);
