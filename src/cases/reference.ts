/**
 * A case's short name at one node, as `VM-7K4D9R`: two letters of the node, five characters that were drawn, and a
 * check. It is drawn and not counted, since a count would tell how many cases there are. Pure.
 */

/** Without I, L, O and U: who hears or reads them takes them for 1, 0 and V (as in Crockford's base 32). */
const CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DRAWN_CHARACTERS = 5;
const LETTERS = /^[A-HJKMNP-Z]{2}$/u;
const FIRST_LETTER = 'A'.codePointAt(0)!;
/** One of its two letters, where a name has too few that can be told apart. */
const SPARE_LETTERS = 'XN';

/** What was typed, as far as it is a reference; `mistyped` where its check contradicts the rest. */
export type TypedReference =
  | { readonly kind: 'reference'; readonly letters: string; readonly reference: string }
  | { readonly kind: 'mistyped'; readonly letters: string };

/** Two capital letters that are taken for no digit. */
export function areLetters(text: string): boolean {
  return LETTERS.test(text);
}

/** The two letters of a node that was given none: how its words begin, else how its first word goes on. */
export function lettersOf(name: string): string {
  const words = name
    .normalize('NFD')
    .toUpperCase()
    .split(/[^\p{L}\p{M}]+/u)
    .map((word) => word.replaceAll(/[^A-HJKMNP-Z]/gu, ''))
    .filter((word) => word !== '');
  const begins = words.map((word) => word[0]);
  return `${begins.slice(0, 2).join('')}${(words[0] ?? '').slice(1)}${SPARE_LETTERS}`.slice(0, 2);
}

/** From bytes that were drawn; each gives one character, all equally often. */
export function referenceOf(letters: string, drawn: Uint8Array): string {
  if (!areLetters(letters) || drawn.length < DRAWN_CHARACTERS) {
    throw new Error(
      `make a reference: two letters and ${DRAWN_CHARACTERS} bytes, got ${letters}, ${drawn.length}`,
    );
  }
  const places = [...drawn.subarray(0, DRAWN_CHARACTERS)].map((byte) => byte % CHARACTERS.length);
  const text = places.map((place) => CHARACTERS[place]).join('');
  return `${letters}-${text}${CHARACTERS[checkOf(letters, places)]}`;
}

/**
 * Reads what a person typed or was told: with spaces or without, in small letters, O for 0, I and L for 1, in other
 * scripts' digits. Undefined for what is something else; words of eight letters are no mistyped references.
 */
export function readReference(typed: string): TypedReference | undefined {
  const text = Array.from(typed.normalize('NFKC').replaceAll(/\p{Cf}/gu, ''))
    .map(plainDigit)
    .join('')
    .trim()
    .toUpperCase();
  const match = /^([A-Z]{2})(\s*[\p{Pd}\u2212]?\s*)((?:[0-9A-Z]\s*){6})$/u.exec(text);
  if (match === null) return undefined;
  const [, letters = '', between = '', rest = ''] = match;
  const written = rest.replaceAll(/\s/gu, '');
  const folded = written.replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  const places = Array.from(folded).map((one) => CHARACTERS.indexOf(one));
  const isSound = !places.includes(-1) && checkOf(letters, places.slice(0, -1)) === places.at(-1);
  if (isSound) return { kind: 'reference', letters, reference: `${letters}-${folded}` };
  const isMeant = between.trim() !== '' || (between !== '' && /\d/u.test(written));
  return isMeant || /^\D*\d.*\d/u.test(written) ? { kind: 'mistyped', letters } : undefined;
}

/**
 * A sum in the field of 32 elements, each place with a weight of its own: no single wrong character keeps it, nor do two
 * that changed places.
 */
function checkOf(letters: string, places: readonly number[]): number {
  const values = [...Array.from(letters).map((letter) => letter.codePointAt(0)! - FIRST_LETTER), ...places];
  return values.reduce((sum, value) => doubled(sum ^ value), 0);
}

/** Times x, modulo x⁵ + x² + 1. */
function doubled(value: number): number {
  return value < 16 ? value << 1 : ((value << 1) ^ 0b10_0101) & 31;
}

/** Digits of any script are written by one that Latin has too. */
function plainDigit(one: string): string {
  if (!/\p{Nd}/u.test(one)) return one;
  let zero = one.codePointAt(0)!;
  const code = zero;
  // Every script has its ten digits in a row.
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
