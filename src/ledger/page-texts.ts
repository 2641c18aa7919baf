import en from '#texts/en/log.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the log explorer. */
export const LOG_TEXTS = translated('log', en);
