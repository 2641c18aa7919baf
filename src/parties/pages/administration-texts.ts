import en from '#texts/en/administration.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages on which a party governs itself. */
export const ADMINISTRATION_TEXTS = translated('administration', en);
