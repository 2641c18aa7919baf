import { currentLanguage } from '#speaking';
import { plainSentence } from '#web/sentence.ts';

type SentenceGroups = Readonly<Record<string, Readonly<Record<string, string>>>>;
type Places = Readonly<Record<string, string | number>>;

export type KnownSentences = {
  readonly english: SentenceGroups;
  /** The same in the reader's language. */
  readonly words: SentenceGroups;
  /** A value of a place in the reader's words. */
  readonly place?: (name: string, value: string) => string;
};

/**
 * Rules and proofs speak English, where the figures are; programs and logs read that one sentence. For a person who reads
 * another language it is looked up, as it was said: the sentence and what stood in its places. Undefined for any other
 * sentence.
 */
export function knownSentences({
  english,
  words,
  place = (_name, value) => value,
}: KnownSentences): (sentence: string) => string | undefined {
  const known = Object.entries(english).flatMap(([group, sentences]) =>
    Object.entries(sentences).map(([key, text]) => ({ group, key, said: patternOf(text) })),
  );
  return (sentence) => {
    if (currentLanguage() === 'en') return sentence;
    for (const { group, key, said } of known) {
      const found = said.exec(sentence);
      if (found !== null) return plainSentence(words[group]![key]!, placesOf({ ...found.groups }, place));
    }
    return undefined;
  };
}

function patternOf(english: string): RegExp {
  const parts = english.split(/\{(\w+)\}/u);
  const source = parts.map((part, at) => (at % 2 === 1 ? `(?<${part}>[\\s\\S]+?)` : RegExp.escape(part)));
  return new RegExp(`^${source.join('')}$`, 'u');
}

/** What is counted chooses the form of the sentence, so it is a number again. */
function placesOf(
  found: Readonly<Record<string, string>>,
  place: (name: string, value: string) => string,
): Places {
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [
      name,
      name === 'count' && /^\d+$/u.test(value) ? Number(value) : place(name, value),
    ]),
  );
}
