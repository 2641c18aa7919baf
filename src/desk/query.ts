/** What somebody typed into the search box, and where a text answers it: pure. */
import { type AskedWord, placedWords, wordsIn } from '#store/words.ts';

export const MAX_QUERY_CHARACTERS = 200;
const MAX_PARTS = 12;
/** Longer words find what begins with them: "hospital" finds "hospitals". Shorter ones would find too much. */
const BEGINS_FROM_CHARACTERS = 4;
const EXCERPT_CHARACTERS = 180;
const BEFORE_HIT_CHARACTERS = 60;

/** One part of a query: its words stand next to each other, as in `CVE-2024-3094` or `T1059.001`. */
export type Part = readonly AskedWord[];

export type Query = { readonly text: string; readonly parts: readonly Part[] };

export function queryOf(typed: string): Query {
  const text = typed.trim().slice(0, MAX_QUERY_CHARACTERS);
  const parts = text
    .split(/\s+/u)
    .map(wordsIn)
    .filter((words) => words.length > 0)
    .slice(0, MAX_PARTS)
    .map((words) => words.map((word) => ({ word, begins: words.length === 1 && mayBegin(word) })));
  return { text, parts };
}

function mayBegin(word: string): boolean {
  return word.length >= BEGINS_FROM_CHARACTERS && !/\p{N}/u.test(word);
}

function meets({ word, begins }: AskedWord, found: string): boolean {
  return begins ? found.startsWith(word) : found === word;
}

/** Do these texts together answer every part? */
export function answers(texts: readonly string[], { parts }: Query): boolean {
  if (parts.length === 0) return false;
  const cut = texts.map(wordsIn);
  return parts.every((part) => cut.some((words) => placesOf(part, words).length > 0));
}

/** At which words of a text a part begins. */
function placesOf(part: Part, words: readonly string[]): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at + part.length <= words.length; at++) {
    if (part.every((asked, ahead) => meets(asked, words[at + ahead]!))) places.push(at);
  }
  return places;
}

export type Piece = { readonly text: string; readonly hit: boolean };

/** A short stretch of the text around its first hit, with every hit in it marked; empty where there is none. */
export function excerpt(text: string, { parts }: Query): readonly Piece[] {
  const placed = placedWords(text);
  const words = placed.map(({ word }) => word);
  const hits = parts
    .flatMap((part) =>
      placesOf(part, words).map((at) => ({ from: placed[at]!.from, to: placed[at + part.length - 1]!.to })),
    )
    .sort((one, other) => one.from - other.from);
  const first = hits[0];
  if (first === undefined) return [];
  const from = beginOfWord(text, first.from - BEFORE_HIT_CHARACTERS);
  const to = Math.max(first.to, Math.min(text.length, from + EXCERPT_CHARACTERS));
  const pieces: Piece[] = [];
  let at = from;
  for (const hit of hits) {
    if (hit.from < at || hit.to > to) continue;
    pieces.push({ text: text.slice(at, hit.from), hit: false }, { text: text.slice(hit.from, hit.to), hit: true });
    at = hit.to;
  }
  pieces.push({ text: text.slice(at, to), hit: false });
  return [
    ...(from > 0 ? [{ text: '…', hit: false }] : []),
    ...pieces.filter((piece) => piece.text !== ''),
    ...(to < text.length ? [{ text: '…', hit: false }] : []),
  ];
}

function beginOfWord(text: string, wanted: number): number {
  if (wanted <= 0) return 0;
  const space = text.indexOf(' ', wanted);
  return space === -1 || space > wanted + BEFORE_HIT_CHARACTERS ? wanted : space + 1;
}
