import { knownSentences } from '#help/known-sentences.ts';
import { currentLanguage } from '#speaking';
import type { Markup } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { valueWord } from '#web/value-words.ts';
import { VERDICT_WORDS, VERDICTS_IN_ENGLISH } from '#web/verdict-texts.ts';
import { english } from './english.ts';

const inWords = knownSentences({
  english: VERDICTS_IN_ENGLISH,
  words: VERDICT_WORDS,
  place(name, value) {
    if (name === 'type') return typeLabel(value);
    return name === 'reason' ? (valueWord('reason', value) ?? value) : value;
  },
});

/**
 * What a check found, in the reader's language: each of its sentences is looked up by itself. Where one is not known (how
 * a text is malformed, say) all of it stays English, marked as such.
 */
export function verdictText(found: string): string | Markup {
  return sentencesInWords(found) ?? english(found);
}

/** Chinese puts none behind a full stop. */
function space(): string {
  return currentLanguage() === 'zh' ? '' : ' ';
}

function sentencesInWords(found: string): string | undefined {
  const whole = inWords(found);
  if (whole !== undefined) return whole;
  for (let end = found.indexOf('. '); end !== -1; end = found.indexOf('. ', end + 1)) {
    const first = inWords(found.slice(0, end + 1));
    const rest = first === undefined ? undefined : sentencesInWords(found.slice(end + 2));
    if (first !== undefined && rest !== undefined) return `${first}${space()}${rest}`;
  }
  return undefined;
}
