import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { html, type Markup } from '#web/html.ts';
import { sentence } from '#web/sentence.ts';
import { termsOfField, termsOfForm } from './field-terms.ts';
import { type Term, type TermId, term } from './glossary.ts';
import { HELP_TEXTS } from './help-texts.ts';

/** The terms of one field, beside it: opened by a press, without a script. */
export function explainField(name: string): Markup | false {
  return explained(termsOfField(name), 'explain');
}

/** The terms of a whole form, below it. */
export function explainForm(action: string): Markup | false {
  return explained(termsOfForm(action), 'explain words');
}

function explained(ids: readonly TermId[], look: string): Markup | false {
  if (ids.length === 0) return false;
  const terms = ids.map((id) => term(id));
  const label = sentence(HELP_TEXTS.explained, {
    terms: html`${listText(
      currentLanguage(),
      terms.map(({ word }) => word),
    )}`,
  });
  return html`<details class="${look}"><summary>${label}</summary><div><dl>${terms.map(entry)}</dl><p class="note"><a href="/help">${HELP_TEXTS.more}</a></p></div></details>`;
}

function entry({ id, word, text }: Term): Markup {
  return html`<div><dt><a href="/help#${id}">${word}</a></dt><dd>${text}</dd></div>`;
}
