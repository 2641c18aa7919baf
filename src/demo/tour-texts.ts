import en from '#texts/en/tour.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Every text of the guided tour. */
export const TOUR_TEXTS = translated('tour', en);
