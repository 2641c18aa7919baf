import en from '#texts/en/exercise.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the page about an exercise's clock. */
export const EXERCISE_TEXTS = translated('exercise', en);
