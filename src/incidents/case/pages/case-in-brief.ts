import type { Request } from '#http/contract.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { caseClocks } from '#obligations/clocks/pages/clock-pages.ts';
import type { Names } from '#site/claim-value.ts';
import { type PageServices, withReferences } from '#site/services.ts';
import { html, type Markup } from '#web/html.ts';
import { summaryList } from '#web/parts/lists.ts';
import { caseLink } from './case-line.ts';
import { CASE_TEXTS } from './case-texts.ts';

/** Which case a draft belongs to and what runs out first there; false where the viewer is shown nothing of it yet. */
export async function caseInBrief(
  services: PageServices,
  request: Request,
  caseId: string,
  known: Names,
): Promise<Markup | false> {
  const shown = await services.reader.case(caseId, request.viewer);
  if (shown.length === 0) return false;
  const summary = summarise(shown, await seatOf(services.connection, request.signedIn));
  const names = await withReferences(services, request, known, [caseId]);
  const address = `/cases/${caseId}`;
  const { next } = await caseClocks(services, request, caseId, shown, address);
  const rows = [
    { key: RELAY_TEXTS.desk.inboxColumns.case, value: caseLink(caseId, summary, names) },
    { key: CASE_TEXTS.deadline, value: next ?? html`<span class="unknown">${CASE_TEXTS.noDeadline}</span>` },
  ];
  return html`<div class="narrow">${summaryList(rows)}</div>`;
}
