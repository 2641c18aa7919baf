import en from '#texts/en/form-links.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts about forms that a link or a mail has filled in, in English. */
export const FORM_LINK_TEXTS = translated('form-links', en);
