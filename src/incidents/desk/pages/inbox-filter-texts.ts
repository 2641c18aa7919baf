import en from '#texts/en/inbox-filter.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the inbox's filters and saved views. */
export const FILTER_TEXTS = translated('inbox-filter', en);
