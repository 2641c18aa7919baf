import en from '#texts/en/guest-mail.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** The covering mail to a party without a node, which anybody on the way can read. */
export const GUEST_MAIL_TEXTS = translated('guest-mail', en);
