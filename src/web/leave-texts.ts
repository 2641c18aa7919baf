import en from '#texts/en/leave.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the quick way out, and of the page it leads to. */
export const LEAVE_TEXTS = translated('leave', en);
