/** How text is cut into words, for the full-text index of either engine and for whoever checks or marks its hits. */

/** Longer ones are cut; PostgreSQL takes no lexeme above 2,046 bytes. */
const MAX_WORD_CHARACTERS = 64;
/** Chinese is written without spaces, so each of its characters counts as a word. */
const WORD = /\p{Script=Han}|[[\p{L}\p{N}]--\p{Script=Han}]+/gv;
/** The same in text as it was written, where accents may still stand on their own. */
const WRITTEN = /\p{Script=Han}|[[\p{L}\p{N}\p{M}]--\p{Script=Han}]+/gv;

/** Letters and digits, without case and accents. */
export function wordsIn(text: string): readonly string[] {
  const plain = text.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return (plain.match(WORD) ?? []).map((word) => word.slice(0, MAX_WORD_CHARACTERS));
}

export type PlacedWord = { readonly word: string; readonly from: number; readonly to: number };

/** Each word with where it stands in the text. */
export function placedWords(text: string): readonly PlacedWord[] {
  return [...text.matchAll(WRITTEN)].flatMap((found) =>
    wordsIn(found[0]).map((word) => ({ word, from: found.index, to: found.index + found[0].length })),
  );
}

/** A word that is asked for; with `begins`, longer words that begin with it are meant as well. */
export type AskedWord = { readonly word: string; readonly begins: boolean };
