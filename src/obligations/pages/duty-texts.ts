import en from '#texts/en/duties.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the duty finder and the pages of regimes. */
export const DUTY_TEXTS = translated('duties', en);
