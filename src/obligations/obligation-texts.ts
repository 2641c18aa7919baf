import en from '#texts/en/obligations.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** How clocks and duties are said: the same for page, interface for programs, mail and command line. */
export const OBLIGATION_TEXTS = translated('obligations', en);
