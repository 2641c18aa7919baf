import en from '#texts/en/check.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of *Check a statement*, for the server's half and the browser's. */
export const CHECK_TEXTS = translated('check', en);
