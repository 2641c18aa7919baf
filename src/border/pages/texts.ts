import en from '#texts/en/border.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the border pages, as whole sentences. */
export const BORDER_TEXTS = translated('border', en);
