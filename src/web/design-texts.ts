import en from '#texts/en/design.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Words of the living reference. Samples are marked as such; none of them happened. */
export const DESIGN = translated('design', en);
