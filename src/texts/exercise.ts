import { message } from './catalogue.ts';
import type { Language } from './languages.ts';

/**
 * What everything that leaves a node of an exercise says first, wherever no page stands around it: a print, a mail, an
 * entry of a calendar. Undefined in the live realm.
 */
export function exerciseMark(language: Language, realm: string): string | undefined {
  return realm === 'live' ? undefined : message(language, 'brief.exercise', { realm });
}
