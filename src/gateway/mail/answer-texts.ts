import en from '#texts/en/mail-answer.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** The answer to a report by mail, in English: nothing in it is more than green, and nothing of the report is in it. */
export const MAIL_ANSWER_TEXTS = translated('mail-answer', en);
