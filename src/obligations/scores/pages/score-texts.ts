import en from '#texts/en/scores.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

export const SCORE = translated('scores', en);
