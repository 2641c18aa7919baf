import { currentLanguage } from '#speaking';
import { type Content, html, type Markup } from '#web/html.ts';

/**
 * What stays English in every language because it is a text of its own: a law's name, a citation, the sentence of a
 * refusal, a name of ATT&CK. Marked, so that it is read aloud as English and keeps its direction.
 */
export function english<Said extends Content>(text: Said): Said | Markup {
  return currentLanguage() === 'en' ? text : html`<span lang="en" dir="ltr">${text}</span>`;
}
