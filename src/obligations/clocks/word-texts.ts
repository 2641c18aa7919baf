import en from '#texts/en/promises.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts of asking for a report, of promising, and of saying that a promise was kept. */
export const WORD_TEXTS = translated('promises', en);
