import en from '#texts/en/mail-desk.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages of mails that wait at a desk, in English. */
export const MAIL_TEXTS = translated('mail-desk', en);
