import en from '#texts/en/why.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts that tell why a clock ends when it does. */
export const WHY_TEXTS = translated('why', en);
