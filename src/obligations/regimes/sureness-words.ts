import { currentLanguage } from '#speaking';
import { message } from '#texts/catalogue.ts';
import en from '#texts/en/sureness.json' with { type: 'json' };
import type { Language } from '#texts/languages.ts';
import { translated } from '#texts/translated.ts';
import type { Sureness } from './sureness.ts';

const TEXTS = translated('sureness', en);

/** Two or three words for a table: what was read, or that nothing was. */
export function sureWords({ confidence }: Pick<Sureness, 'confidence'>): string {
  return TEXTS.words[confidence];
}

/** A sentence beside a time: how sure it is, and which of the things it rests on is the least sure. */
export function sureLine(sureness: Sureness, language: Language = currentLanguage()): string {
  const { confidence, least } = sureness;
  if (confidence === 'R') return message(language, `sureness.none.${least}`);
  return message(language, confidence === 'P' ? 'sureness.line.P' : `sureness.line.S.${least}`);
}
