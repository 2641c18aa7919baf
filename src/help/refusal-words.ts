import { knownSentences } from './known-sentences.ts';
import { REFUSAL_WORDS, REFUSALS_IN_ENGLISH } from './refusal-words-texts.ts';

/** The sentence of a refusal in the language of whoever is answered; undefined where only the English one is known. */
export const refusalInWords = knownSentences({ english: REFUSALS_IN_ENGLISH, words: REFUSAL_WORDS });
