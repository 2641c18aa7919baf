import { ruledOutWords } from '#reporting/ruled-out.ts';
import { RULED_OUT_TEXTS as T } from '#reporting/ruled-out-texts.ts';
import type { StageSight } from '#reporting/stage-sight.ts';
import { html, type Markup } from '#web/html.ts';
import { notice } from '#web/parts/notice.ts';

/** Why the law does not ask for this stage; false where it does. */
export function ruledOutReasons(sight: StageSight, stateName: (code: string) => string): Markup | false {
  const { ruledOut, declared } = sight;
  if (ruledOut === null) return false;
  const reasons = ruledOutWords(ruledOut, declared.facts, stateName);
  return html`<p>${T.because}</p><ul class="bare">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
<p><a href="/cases/${sight.case}/clocks/applies">${T.change}</a></p>`;
}

/** The same above a form, for whoever wants to report all the same. */
export function ruledOutNotice(sight: StageSight, stateName: (code: string) => string): Markup | false {
  const reasons = ruledOutReasons(sight, stateName);
  return reasons && notice(T.title, html`<p>${T.body}</p>${reasons}`, 'wait');
}
