import { currentLanguage } from '#speaking';
import type { Tlp } from '#statement/marking.ts';
import { numberText } from '#texts/icu.ts';
import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { failedIcon, openIcon, passedIcon } from './icon.ts';

/** TLP 2.0 label, in the colours that FIRST prescribes on black; the only use of these colours. */
export function tlpLabel(tlp: Tlp): Markup {
  const colour = tlp === 'amber+strict' ? 'amber' : tlp;
  return html`<span class="tlp ${colour}" title="${WEB_TEXTS.tlp[tlp]}">TLP:${tlp.toUpperCase()}</span>`;
}

export type ProofState = 'proved' | 'not-yet-witnessed' | 'failed';

/** The badge of proof: a word and a shape, never colour alone; opens the proof where an address is given. */
export function proofBadge(state: ProofState, href?: string): Markup {
  const label = WEB_TEXTS.proof[state];
  const icon = { proved: passedIcon, 'not-yet-witnessed': openIcon, failed: failedIcon }[state]();
  if (href === undefined) return html`<span class="proof ${state}">${icon}${label}</span>`;
  const name = plainSentence(WEB_TEXTS.proof.open, { state: label });
  return html`<a class="proof ${state}" ${attributes({ href, title: name })}>${icon}${label}</a>`;
}

export type TagLook = 'plain' | 'going' | 'done' | 'soon' | 'wait' | 'wrong';

export function tag(label: Content, look: TagLook = 'plain'): Markup {
  const shown = typeof label === 'number' ? numberText(currentLanguage(), label) : label;
  return html`<span class="tag ${look === 'plain' ? '' : look}">${shown}</span>`;
}
