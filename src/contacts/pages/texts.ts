import en from '#texts/en/contacts.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages of the directory. */
export const CONTACT_TEXTS = translated('contacts', en);
