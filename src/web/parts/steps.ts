import { html, type Markup, said } from '#web/html.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { failedIcon, openIcon, passedIcon } from './icon.ts';
import { verdictText } from './verdict-text.ts';

/** One check of a proof, in plain words. */
export type Step = { readonly state: 'passed' | 'failed' | 'unknown'; readonly sentence: string };

/** The checks of a proof are found in English, as the command line tells them; other steps speak the page's language. */
export type StepWords = 'found' | 'own';

const ICONS = { passed: passedIcon, failed: failedIcon, unknown: openIcon };

/** The checks in the order they were made; each state has a shape and a word of its own. */
export function stepList(steps: readonly Step[], words: StepWords = 'own'): Markup | false {
  if (steps.length === 0) return false;
  return html`<ol class="steps">${steps.map(
    ({ state, sentence }) =>
      html`<li class="${state}">${ICONS[state]()}<span><span class="unseen">${WEB_TEXTS.steps[state]} </span>${words === 'found' ? verdictText(sentence) : said(sentence)}</span></li>`,
  )}</ol>`;
}
