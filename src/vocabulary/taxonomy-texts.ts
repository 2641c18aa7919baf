import en from '#texts/en/taxonomy.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** The words of the lists that reports choose from. */
export const TAXONOMY_TEXTS = translated('taxonomy', en);
