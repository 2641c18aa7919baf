import { nextStepFor } from '#help/next-steps.ts';
import { refusalInWords } from '#help/refusal-words.ts';
import type { Refusal } from '#outcome.ts';
import { html, type Markup } from '#web/html.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { english } from './english.ts';
import { fieldId } from './field.ts';

/** What is wrong with a form, by field name. */
export type FieldErrors = ReadonlyMap<string, ErrorText>;
export type ErrorText = string | Markup;

/** The line of the box that says what to do next; it belongs to no field. */
const NEXT_STEP = 'next step';

export const NO_ERRORS: FieldErrors = new Map();

/** The box at the top of a refused form: each line leads to its field. */
export function errorSummary(errors: FieldErrors): Markup | false {
  if (errors.size === 0) return false;
  const lines = [...errors].map(
    ([name, text]) =>
      html`<li>${name === '' || name === NEXT_STEP ? text : html`<a href="#${fieldId(name)}">${text}</a>`}</li>`,
  );
  return html`<div class="errors" role="alert" tabindex="-1" id="errors"><h2>${WEB_TEXTS.parts.errorSummary}</h2><ul class="plain">${lines}</ul></div>`;
}

/** A refusal of a rule, as an error of the field it names or of the whole form. */
export function refusalErrors(refusal: Refusal, fields: readonly string[] = []): FieldErrors {
  const field = fields.find((name) => refusal.place === name || refusal.place?.endsWith(`/${name}`) === true);
  if (field !== undefined) return new Map([[field, refusalText(refusal)]]);
  return new Map([
    ['', refusalText(refusal)],
    [NEXT_STEP, nextStepFor(refusal.code)],
  ]);
}

/**
 * Rules and parsers refuse in English, with figures and names in the sentence. Some say it in the reader's language
 * themselves, and what is met most is known in each; any other sentence is marked as English.
 */
export function refusalText(refusal: Refusal): ErrorText {
  if (refusal.spoken === true) return refusal.sentence;
  return refusalInWords(refusal) ?? english(refusal.sentence);
}
