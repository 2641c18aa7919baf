import en from '#texts/en/press.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages for lines, consultations and the brief, as whole sentences. */
export const PRESS_TEXTS = translated('press', en);
