import en from '#texts/en/notices.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages for notices, holds and consent. */
export const NOTICE_TEXTS = translated('notices', en);
