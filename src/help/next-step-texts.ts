import en from '#texts/en/next-steps.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What to do after a refusal, one sentence or two for each kind; each room says in its `codes.ts` which code is of which kind. */
export const NEXT_STEP_TEXTS = translated('next-steps', en);
