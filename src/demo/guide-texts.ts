import en from '#texts/en/guide.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Every text of the guide page. */
export const GUIDE_TEXTS = translated('guide', en);
