import en from '#texts/en/sign-in.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages about parties and sign-in. */
export const SIGN_IN_TEXTS = translated('sign-in', en);
