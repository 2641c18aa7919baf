import en from '#texts/en/frame.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the tools in the head of every page and of its live state. */
export const FRAME_TEXTS = translated('frame', en);
