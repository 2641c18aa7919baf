import en from '#texts/en/web.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Every text of the shell and the shared parts. */
export const WEB_TEXTS = translated('web', en);
