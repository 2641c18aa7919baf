import { currentLanguage } from '#speaking';
import { plainSentence } from '#web/sentence.ts';
import { REFUSAL_WORDS, REFUSALS_IN_ENGLISH } from './refusal-words-texts.ts';

/**
 * Rules refuse in English, where the figures are; programs and logs read that one sentence. For a person who reads
 * another language it is looked up here, as it was said: the sentence and what stood in its places.
 */
type Known = {
  readonly said: RegExp;
  inWords(places: Readonly<Record<string, string>>): string;
};

const KNOWN: readonly Known[] = Object.entries(REFUSALS_IN_ENGLISH).flatMap(([group, sentences]) =>
  Object.entries(sentences).map(([key, english]) => ({
    said: patternOf(english),
    inWords: (places) => {
      const words = REFUSAL_WORDS[group as keyof typeof REFUSAL_WORDS] as Readonly<Record<string, string>>;
      return plainSentence(words[key]!, places);
    },
  })),
);

function patternOf(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/u);
  const source = parts.map((part, at) => (at % 2 === 1 ? `(?<${part}>[\\s\\S]+?)` : RegExp.escape(part)));
  return new RegExp(`^${source.join('')}$`, 'u');
}

/** The sentence of a refusal in the language of whoever is answered; undefined where only the English one is known. */
export function refusalInWords(sentence: string): string | undefined {
  if (currentLanguage() === 'en') return sentence;
  for (const { said, inWords } of KNOWN) {
    const found = said.exec(sentence);
    if (found !== null) return inWords({ ...found.groups });
  }
  return undefined;
}
