import { currentLanguage } from '#speaking';
import { LANGUAGE_FACTS } from '#texts/languages.ts';

/** The page's language with its calendar and digits, so that the browser writes times and numbers as the server does. */
export function pageLocale(): string {
  return LANGUAGE_FACTS[currentLanguage()].locale;
}

export function counted(count: number): string {
  return new Intl.NumberFormat(pageLocale()).format(count);
}
