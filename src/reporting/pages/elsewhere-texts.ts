import en from '#texts/en/filed-elsewhere.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts that lead from the report form to where a filing outside is written down. */
export const ELSEWHERE_TEXTS = translated('filed-elsewhere', en);
