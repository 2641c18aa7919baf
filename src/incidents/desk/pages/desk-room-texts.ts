import en from '#texts/en/desk-rooms.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the links below the desk. */
export const DESK_ROOM_TEXTS = translated('desk-rooms', en);
