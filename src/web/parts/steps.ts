import { html, type Markup, said } from '#web/html.ts';
import { TEXTS } from '#web/texts.ts';
import { failedIcon, openIcon, passedIcon } from './icon.ts';

/** One check of a proof, in plain words. */
export type Step = { readonly state: 'passed' | 'failed' | 'unknown'; readonly sentence: string };

const ICONS = { passed: passedIcon, failed: failedIcon, unknown: openIcon };

/** The checks in the order they were made; each state has a shape and a word of its own. */
export function stepList(steps: readonly Step[]): Markup | false {
  if (steps.length === 0) return false;
  return html`<ol class="steps">${steps.map(
    ({ state, sentence }) =>
      html`<li class="${state}">${ICONS[state]()}<span><span class="unseen">${TEXTS.steps[state]} </span>${said(sentence)}</span></li>`,
  )}</ol>`;
}
