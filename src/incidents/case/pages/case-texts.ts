import en from '#texts/en/case-page.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the case page that came with its first screen, its claims and its inline form. */
export const CASE_TEXTS = translated('case-page', en);
