import en from '#texts/en/look-alike.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What is said beside a text whose letters may deceive. */
export const LOOK_ALIKE_TEXTS = translated('look-alike', en);
