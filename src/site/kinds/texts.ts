import en from '#texts/en/saying.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of forms and lists that are made from a type. Places are written {like_this}. */
export const SAYING = translated('saying', en);
