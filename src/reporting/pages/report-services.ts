import type { Request } from '#http/contract.ts';
import type { RegimeBook } from '#reporting/regime-book.ts';
import type { Reporter } from '#reporting/stage-sight.ts';
import { type PageServices, type Person, personOf } from '#site/services.ts';

/** What the report-once pages stand on. */
export type ReportPageServices = PageServices & { readonly book: RegimeBook };

export type Seated = { readonly person: Person; readonly reporter: Reporter };

/** The person at a page with their party's eyes; undefined for a party's own key, which has no desk. */
export function seatedAt(request: Request): Seated | undefined {
  const person = personOf(request);
  return person === undefined ? undefined : { person, reporter: { party: person.party, viewer: request.viewer } };
}

/** `/report-once/<case>/<regime>/<stage>`, and what is below it. */
export function stagePath(caseId: string, regime: string, stage: string, below = ''): string {
  return `/report-once/${caseId}/${regime}/${stage}${below}`;
}
