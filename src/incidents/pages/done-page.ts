import type { Reply, Request } from '#http/contract.ts';
import type { Shown } from '#ledger/contract.ts';
import { INCIDENT_TEXTS } from '#site/texts.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { summaryList } from '#web/parts/lists.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';

export type Done = {
  readonly title: string;
  readonly lead?: Markup;
  readonly shown: Shown;
  readonly caseId: string;
  readonly next: readonly (string | Markup)[];
  readonly warning?: Markup | false;
  /** Below the proof: what this kind of receipt has besides. */
  readonly more?: Content;
};

const T = INCIDENT_TEXTS.done;

/** After an act: a page with reference, log position and proof, never a message that goes away. */
export function sendDone(request: Request, reply: Reply, done: Done): Reply {
  const { shown, caseId } = done;
  const body = html`<div class="receipt"><h1>${done.title}</h1>${done.lead && html`<p>${done.lead}</p>`}
<div><p>${T.reference}</p><p class="reference">${shown.digest}</p></div></div>
<div class="stack loose narrow after">${done.warning}
<section class="stack tight" aria-labelledby="next"><h2 id="next">${T.next}</h2><ol class="plain">${done.next.map((step) => html`<li>${step}</li>`)}</ol></section>
<div class="actions row">${linkButton(T.toCase, `/cases/${caseId}`)}${linkButton(T.toDesk, '/desk', 'second')}</div>
${summaryList([
  {
    key: T.position,
    value: sentence(T.positionValue, { log: html`<span class="hash">${shown.log}</span>`, index: shown.logIndex }),
  },
  { key: T.when, value: when(shown.recordedAt) },
  {
    key: T.proof,
    value: html`<a href="/api/v1/statements/${shown.digest}/bundle" download="${`comity-${shown.digest.slice(0, 8)}.json`}">${T.proof}</a><p class="note">${T.proofHelp}</p>`,
  },
])}
${done.more}</div>`;
  return sendPage(request, reply, { title: done.title, leave: true, body });
}
