import en from '#texts/en/questions.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What an alert asks, and what is asked of whoever looks at a case. */
export const QUESTION_TEXTS = translated('questions', en);
