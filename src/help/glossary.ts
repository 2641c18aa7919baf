import { currentLanguage } from '#speaking';
import { FIELD_TERM_TEXTS } from './field-terms-texts.ts';
import { GLOSSARY_TEXTS } from './glossary-texts.ts';

export type TermId = keyof typeof GLOSSARY_TEXTS | keyof typeof FIELD_TERM_TEXTS;

/** One entry of the glossary: what a word means here, and who defined it where somebody else did. */
export type Term = {
  readonly id: TermId;
  readonly word: string;
  readonly text: string;
  readonly source?: string;
};

/** Two lists that one person reads as one: the words of Comity, and those of the field outside. */
export function termsOf(part: 'ours' | 'field'): readonly Term[] {
  const texts = part === 'ours' ? GLOSSARY_TEXTS : FIELD_TERM_TEXTS;
  return Object.entries(texts)
    .map(([id, entry]): Term => ({ id: id as TermId, ...entry }))
    .sort((one, other) => one.word.localeCompare(other.word, currentLanguage()));
}

export function term(id: TermId): Term {
  const entry = id in GLOSSARY_TEXTS ? GLOSSARY_TEXTS[id as keyof typeof GLOSSARY_TEXTS] : undefined;
  return { id, ...(entry ?? FIELD_TERM_TEXTS[id as keyof typeof FIELD_TERM_TEXTS]) };
}

/** Terms that hold every word that is looked for, those whose own name holds it first. */
export function findTerms(looked: string): readonly Term[] {
  const words = looked.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  const all = [...termsOf('ours'), ...termsOf('field')];
  const holds = (text: string) => words.every((word) => text.toLocaleLowerCase().includes(word));
  const named = all.filter(({ word }) => holds(word));
  return [...named, ...all.filter((one) => !named.includes(one) && holds(`${one.word} ${one.text}`))];
}
