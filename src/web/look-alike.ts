/**
 * What in a text somebody else wrote may deceive an eye: controls that turn it around, characters that cannot be seen,
 * words put together from alphabets with the same shapes (UTS 39, mixed-script detection, word by word, so that a name
 * written in two scripts side by side is nothing odd).
 */
export type Oddity = 'turns-direction' | 'invisible' | 'mixed-letters';

const PLAIN = /^[\x20-\x7e\n\r\t]*$/;
/** Embeddings and overrides, which nobody needs since isolates exist (UAX 9), and which no honest name carries. */
const OVERRIDES = /[\u202a-\u202e]/;
/** Isolates and marks are right around right-to-left letters, and do nothing good where there are none. */
const ISOLATES = /[\u061c\u200f\u2066-\u2069]/;
const RIGHT_TO_LEFT =
  /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const UNSEEN = /[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
/** Joiners belong to Persian, Indic scripts and emoji; between these letters they only make two names differ. */
const JOINER_IN_PLAIN = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}](?:\u200c|\u200d)/u;
/** The flags of England, Scotland and Wales are made of tags. */
const FLAG = /\u{1f3f4}[\u{e0020}-\u{e007f}]+/gu;
/** Alphabets that share shapes with one another; letters made for formulas look like all of them. */
const SAME_SHAPES = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
];
const FORMULA_LETTER = /[\u{1d400}-\u{1d7ff}]/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

export function odditiesOf(text: string): readonly Oddity[] {
  if (PLAIN.test(text)) return [];
  const found: Oddity[] = [];
  if (OVERRIDES.test(text) || (ISOLATES.test(text) && !RIGHT_TO_LEFT.test(text))) found.push('turns-direction');
  if (UNSEEN.test(text.replaceAll(FLAG, '')) || JOINER_IN_PLAIN.test(text)) found.push('invisible');
  if (text.match(WORD)?.some(mixes) === true) found.push('mixed-letters');
  return found;
}

function mixes(word: string): boolean {
  return FORMULA_LETTER.test(word) || SAME_SHAPES.filter((script) => script.test(word)).length > 1;
}

const DIRECTION_CONTROL = /([\u202a-\u202e])/;

/** The text cut at each control that would turn it around; every second part is such a control, by its code. */
export function disarmed(text: string): readonly string[] {
  if (!OVERRIDES.test(text)) return [text];
  return text
    .split(DIRECTION_CONTROL)
    .map((part, at) => (at % 2 === 0 ? part : `U+${part.codePointAt(0)!.toString(16).toUpperCase()}`));
}
