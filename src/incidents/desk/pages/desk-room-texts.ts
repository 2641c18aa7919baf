import en from '#texts/en/desk-rooms.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the links below the desk. */
export const TEXTS = translated('desk-rooms', en);
