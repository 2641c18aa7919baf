import en from '#texts/en/desk.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the desk's own pages: views, news, menu, undo; in English, one file for each language later. */
export const DESK_TEXTS = translated('desk', en);
