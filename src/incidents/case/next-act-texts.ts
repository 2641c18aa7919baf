import en from '#texts/en/next-acts.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** The one thing that a seat does next in a case, in a sentence. */
export const NEXT_ACT_TEXTS = translated('next-acts', en);
