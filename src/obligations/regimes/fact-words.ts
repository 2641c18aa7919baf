import { currentLanguage } from '#speaking';
import { message } from '#texts/catalogue.ts';
import type { StageFact } from './facts.ts';

/** What a stage of a law asks for, as forms, pages and printed reports call it. */
export function factWords(fact: StageFact): string {
  return message(currentLanguage(), `reporting.fact.${fact}`);
}
