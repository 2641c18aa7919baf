import type { Request } from '#http/contract.ts';
import { type CaseSummary, summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import type { Shown } from '#ledger/contract.ts';
import type { PageServices } from '#site/services.ts';

/** Pages looked through for one list: entries of the directory and talks between states are cases too. */
const PAGES_LOOKED_AT = 8;

export type IncidentCase = { readonly case: string; readonly summary: CaseSummary };
export type IncidentPage = {
  /** The one that changed last first: `wanted` of them or some more, as long as there are so many. */
  readonly cases: readonly IncidentCase[];
  readonly next: string | undefined;
};

/** The cases of incidents that whoever asks is shown something of: one answer for every list of them. */
export async function incidentCases(
  { connection, reader }: Pick<PageServices, 'connection' | 'reader'>,
  { viewer, signedIn }: Pick<Request, 'viewer' | 'signedIn'>,
  { wanted, after }: { readonly wanted: number; readonly after?: string | undefined },
): Promise<IncidentPage> {
  const seat = await seatOf(connection, signedIn);
  const found: IncidentCase[] = [];
  let next = after;
  for (let looked = 0; looked < PAGES_LOOKED_AT && found.length < wanted; looked++) {
    const page = await reader.casesOf(viewer, { limit: wanted, ...(next === undefined ? {} : { after: next }) });
    const ids = page.cases.map((one) => one.case);
    const shown = await reader.cases(ids, viewer);
    for (const id of ids) {
      const statements = shown.get(id) ?? [];
      const summary = summarise(statements, seat);
      if (isIncident(summary, statements)) found.push({ case: id, summary });
    }
    next = page.next;
    if (next === undefined) break;
  }
  return { cases: found, next };
}

/** Every party has a case of its own for what it says about itself; that is no incident. A public warning is about one. */
function isIncident(summary: CaseSummary, shown: readonly Shown[]): boolean {
  const isWarned = shown.some(({ type }) => type === 'public-warning');
  return isWarned || summary.status.state !== 'nothing-reported' || summary.speakers.length > 0;
}
