import en from '#texts/en/case-desk.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of what a desk keeps about a case. */
export const CASE_DESK_TEXTS = translated('case-desk', en);
