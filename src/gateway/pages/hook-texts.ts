import en from '#texts/en/webhooks.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the pages of webhooks, in English. */
export const HOOK_TEXTS = translated('webhooks', en);
