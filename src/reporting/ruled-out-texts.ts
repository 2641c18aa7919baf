import en from '#texts/en/ruled-out.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts about stages that a law does not ask for. */
export const RULED_OUT_TEXTS = translated('ruled-out', en);
