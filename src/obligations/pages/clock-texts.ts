import en from '#texts/en/clocks.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts of the clocks on a case, and of the forms by which people move them. */
export const CLOCK_TEXTS = translated('clocks', en);
