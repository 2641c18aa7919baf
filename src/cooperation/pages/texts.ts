import en from '#texts/en/cooperation.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages between states. Places are written {like_this}. */
export const COOPERATION_TEXTS = translated('cooperation', en);

/** Which list of words a claim's values come from, where it is not its own. */
export const WORDS_OF: Readonly<Record<string, keyof typeof COOPERATION_TEXTS.values>> = { brings: 'needs' };
