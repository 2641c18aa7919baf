import type { Refusal } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { plainSentence } from '#web/sentence.ts';
import { REFUSAL_WORDS, REFUSALS_IN_ENGLISH } from './refusal-words-texts.ts';

type Groups = Readonly<Record<string, Readonly<Record<string, string>>>>;
type Known = { readonly group: string; readonly key: string; readonly places: readonly string[] };

const PLACE = /\{(\w+)\}/gu;

/** Each sentence that is known in six languages, by its English one without what stands in its places. */
const KNOWN: ReadonlyMap<string, Known> = new Map(
  Object.entries(REFUSALS_IN_ENGLISH as Groups).flatMap(([group, sentences]) =>
    Object.entries(sentences).map(([key, text]) => {
      const places = Array.from(text.matchAll(PLACE), ([, name]) => name!);
      return [text.replaceAll(PLACE, '{}'), { group, key, places }] as const;
    }),
  ),
);

/** The sentence of a refusal in the language of whoever is answered; undefined where only the English one is known. */
export function refusalInWords({ sentence, phrase }: Pick<Refusal, 'sentence' | 'phrase'>): string | undefined {
  if (currentLanguage() === 'en') return sentence;
  const known = KNOWN.get(phrase?.pattern ?? sentence);
  if (known === undefined) return undefined;
  const said = (REFUSAL_WORDS as Groups)[known.group]![known.key]!;
  return plainSentence(said, Object.fromEntries(known.places.map((name, at) => [name, phrase!.values[at]!])));
}
