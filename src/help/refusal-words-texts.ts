import en from '#texts/en/refusal-words.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Sentences of refusals that somebody meets who reports, signs in or opens a page, as the rules say them in English. */
export const REFUSAL_WORDS = translated('refusal-words', en);

export const REFUSALS_IN_ENGLISH = en;
