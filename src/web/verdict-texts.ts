import en from '#texts/en/verdicts.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What a check of a bundle finds, by what was checked, as `src/bundle` and what it asks say it in English. */
export const VERDICT_WORDS = translated('verdicts', en);

export const VERDICTS_IN_ENGLISH = en;
