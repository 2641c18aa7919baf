import type { PrintText } from './document.ts';

/** A text as the template takes it: characters only, with its direction and whether its letters have one width. */
export type SetText = {
  readonly text: string;
  readonly direction: 'ltr' | 'rtl' | 'document';
  readonly fixed: boolean;
};

/** A line can break after so many characters that leave no other place for it, as in a long address. */
const UNBROKEN_CHARACTERS = 48;
const LONG_WORD = new RegExp(`[^\\s\\u200B]{${UNBROKEN_CHARACTERS}}(?=[^\\s\\u200B])`, 'gu');
const BREAK_HERE = '\u200B';

/** Overrides and isolates could make a reader see other words than those that were signed; other controls show nothing. */
const DECEIVING = /[\u202A-\u202E\u2066-\u2069\uFEFF\p{Cn}\p{Co}\p{Cs}]|(?![\n])\p{Cc}/gu;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LETTER = /\p{L}/u;

/** Makes a text ready for setting. Characters in `unprintable` are written by their code, as `[U+4E2D]`. */
export function setText(text: PrintText, unprintable: ReadonlySet<string>): SetText {
  if (typeof text === 'string') return { text, direction: 'document', fixed: false };
  const sound = text.said.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(DECEIVING, codeOf);
  const shown =
    unprintable.size === 0
      ? sound
      : Array.from(sound, (character) => (unprintable.has(character) ? codeOf(character) : character)).join('');
  return {
    text: shown.replace(LONG_WORD, `$&${BREAK_HERE}`),
    direction: text.fixed === true ? 'ltr' : directionOf(text.said),
    fixed: text.fixed === true,
  };
}

function codeOf(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** By its first letter (Unicode UAX 9, P2); numbers, times and telephone numbers run from left to right everywhere. */
function directionOf(text: string): SetText['direction'] {
  for (const character of text) {
    if (RIGHT_TO_LEFT.test(character)) return 'rtl';
    if (LETTER.test(character)) return 'ltr';
  }
  return 'ltr';
}
