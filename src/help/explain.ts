import { html, type Markup } from '#web/html.ts';
import { termsOfField, termsOfForm } from './field-terms.ts';
import { type Term, type TermId, term } from './glossary.ts';
import { HELP_TEXTS } from './help-texts.ts';

/** The terms of one field, beside it: opened by a press, without a script. */
export function explainField(name: string): Markup | false {
  return explained(termsOfField(name), HELP_TEXTS.beside, 'explain');
}

/** The terms of a whole form, below it. */
export function explainForm(action: string): Markup | false {
  return explained(termsOfForm(action), HELP_TEXTS.words, 'explain words');
}

function explained(ids: readonly TermId[], label: string, look: string): Markup | false {
  if (ids.length === 0) return false;
  return html`<details class="${look}"><summary>${label}</summary><dl>${ids.map((id) => entry(term(id)))}</dl><p class="note"><a href="/help#${ids[0]!}">${HELP_TEXTS.more}</a></p></details>`;
}

function entry({ id, word, text }: Term): Markup {
  return html`<div><dt><a href="/help#${id}">${word}</a></dt><dd>${text}</dd></div>`;
}
