import en from '#texts/en/search.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the search. */
export const SEARCH_TEXTS = translated('search', en);
