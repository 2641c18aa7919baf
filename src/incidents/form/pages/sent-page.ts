import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Party } from '#parties/view.ts';
import { resumeDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { phoneLink } from '#web/home-page.ts';
import { html, type Markup, said } from '#web/html.ts';
import { summaryList } from '#web/parts/lists.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { receiversHere } from './receivers.ts';
import type { ReportServices } from './report-services.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.sent;
const Reference = Type.String({ pattern: '^[0-9A-Z]{5}-[0-9A-Z]{5}$' });

/** `/report/sent/<reference>`: the receipt of a report that nobody signed yet; it tells what became of it, not what it says. */
export function sentPages(app: App, services: ReportServices): void {
  app.get(
    '/report/sent/:reference',
    { schema: { params: Type.Object({ reference: Reference }) }, config: { rate: 'sign-in' } },
    async (request, reply) => {
      const { reference } = request.params;
      for (const receiver of await receiversHere(services)) {
        const draft = await resumeDraft({ connection: services.connection, party: receiver.party }, reference);
        // A draft of the party's own begins no such page, whoever guesses its code.
        if (draft.ok && draft.value.cameBy === 'unsigned')
          return sendSent(request, reply, draft.value, receiver, reference);
      }
      return refused(reply, {
        code: 'draft-not-found',
        sentence: 'No report was handed over here under this reference.',
      });
    },
  );
}

function sendSent(request: Request, reply: Reply, draft: WorkspaceDraft, to: Party, reference: string): Reply {
  const state = draft.state === 'submitted' ? 'signed' : draft.state === 'discarded' ? 'discarded' : 'waiting';
  const { emergencyPhone } = request.server.node;
  const phone: Markup = emergencyPhone === undefined ? html`${T.noPhone}` : phoneLink(emergencyPhone);
  const rows = [
    { key: T.state, value: T.states[state] },
    { key: T.since, value: when(draft.updatedAt) },
    ...(draft.digest === null
      ? []
      : [{ key: T.statement, value: html`<span class="hash">${draft.digest}</span>` }]),
  ];
  const body = html`<div class="receipt"><h1>${T.title}</h1><p>${sentence(T.lead, { party: said(to.name) })}</p>
<div><p>${T.reference}</p><p class="reference">${reference}</p></div></div>
<div class="stack loose narrow after"><p>${T.note}</p>${summaryList(rows)}
<section class="stack tight" aria-labelledby="next"><h2 id="next">${T.next}</h2><ol class="plain">${T.nextSteps.map((step) => html`<li>${sentence(step, { phone })}</li>`)}</ol></section>
<p class="no-print">${T.print}</p></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}
