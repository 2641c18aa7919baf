import en from '#texts/en/cooperation.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages between states. Places are written {like_this}. */
export const COOPERATION_TEXTS = translated('cooperation', en);
