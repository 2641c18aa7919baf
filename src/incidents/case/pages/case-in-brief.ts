import type { Request } from '#http/contract.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { caseClocks } from '#obligations/clocks/pages/clock-pages.ts';
import type { Names } from '#site/claim-value.ts';
import { type PageRooms, withReferences } from '#site/services.ts';
import { html, type Markup } from '#web/html.ts';
import { summaryList } from '#web/parts/lists.ts';
import { caseLink } from './case-line.ts';
import { CASE_TEXTS } from './case-texts.ts';
import { TEXTS as RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';

/** Which case a draft belongs to and what runs out first there; false where the viewer is shown nothing of it yet. */
export async function caseInBrief(
  rooms: PageRooms,
  request: Request,
  caseId: string,
  known: Names,
): Promise<Markup | false> {
  const shown = await rooms.reader.case(caseId, request.viewer);
  if (shown.length === 0) return false;
  const summary = summarise(shown, await seatOf(rooms.connection, request.signedIn));
  const names = await withReferences(rooms, request, known, [caseId]);
  const address = `/cases/${caseId}`;
  const { next } = await caseClocks(rooms, request, caseId, shown, address);
  const rows = [
    { key: RELAY_TEXTS.desk.inboxColumns.case, value: caseLink(caseId, summary, names) },
    { key: CASE_TEXTS.deadline, value: next ?? html`<span class="unknown">${CASE_TEXTS.noDeadline}</span>` },
  ];
  return html`<div class="narrow">${summaryList(rows)}</div>`;
}
