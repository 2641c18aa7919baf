import en from '#texts/en/help.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the page `/help` and of the explanations beside fields. */
export const HELP_TEXTS = translated('help', en);
