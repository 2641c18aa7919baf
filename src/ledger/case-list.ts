/** Lists of cases: the one that changed last first, and only those with something for the viewer. */
import { sql } from 'kysely';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import type { CasePage } from './contract.ts';
import { MAX_CASES_PER_PAGE, MAX_CASES_SEARCHED } from './limits.ts';
import { ledgerTables } from './tables.ts';

type Candidate = { readonly case: string; readonly latestArrival: number };

/**
 * Walks the cases from the newest arrival backwards and asks for the latest arrival that the viewer is shown in each of a page.
 * A page may end early when many cases hold nothing for the viewer; `next` then goes on behind the last one looked at.
 * Within a page cases stand in the order of what is shown, so that what is not shown moves nothing.
 */
export async function pageOfCases(
  reads: Connection,
  viewer: Viewer,
  { after, limit }: { readonly after?: string; readonly limit: number },
  latestShown: (caseIds: readonly string[]) => Promise<ReadonlyMap<string, number>>,
): Promise<CasePage> {
  const wanted = Math.min(Math.max(1, limit), MAX_CASES_PER_PAGE);
  const cases: Candidate[] = [];
  let before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
  if (!Number.isSafeInteger(before)) return { cases };
  for (let searched = 0; searched < MAX_CASES_SEARCHED; ) {
    const candidates = await candidatesBefore(reads, viewer, before, wanted);
    const latest = await latestShown(candidates.map((candidate) => candidate.case));
    for (const candidate of candidates) {
      before = candidate.latestArrival;
      searched++;
      const latestArrival = latest.get(candidate.case);
      if (latestArrival === undefined) continue;
      cases.push({ case: candidate.case, latestArrival });
      if (cases.length === wanted) return { cases: newestFirst(cases), next: String(before) };
    }
    if (candidates.length < wanted) return { cases: newestFirst(cases) };
  }
  return { cases: newestFirst(cases), next: String(before) };
}

function newestFirst(cases: readonly Candidate[]): readonly Candidate[] {
  return cases.toSorted((one, other) => other.latestArrival - one.latestArrival);
}

/**
 * Each case by its newest statement. A public viewer's cases are found, and ordered, by statements with a clear claim
 * alone, so that the list does not tell when something unseen was said. Whether anything is shown is not decided here.
 */
async function candidatesBefore(
  reads: Connection,
  viewer: Viewer,
  before: number,
  limit: number,
): Promise<readonly Candidate[]> {
  const isFound = (table: string) =>
    viewer.party === null
      ? sql<boolean>`(${sql.ref(`${table}.widest`)} = 0 or ${sql.ref(`${table}.digest`)} in
          (select target from ledger_remarking where tlp = 'clear'))`
      : sql<boolean>`1 = 1`;
  const rows = await ledgerTables(reads)
    .selectFrom('statement as newest')
    .select(['newest.case_id', 'newest.arrival'])
    .where('newest.case_place', 'is not', null)
    .where('newest.arrival', '<', before)
    .where(isFound('newest'))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('statement as later')
            .select('later.arrival')
            .whereRef('later.case_place', '=', 'newest.case_place')
            .whereRef('later.arrival', '>', 'newest.arrival')
            .where(isFound('later')),
        ),
      ),
    )
    .orderBy('newest.arrival', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => (row.case_id === null ? [] : [{ case: row.case_id, latestArrival: row.arrival }]));
}
