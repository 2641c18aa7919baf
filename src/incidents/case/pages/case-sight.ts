import type { Seat } from '#incidents/case/next-step.ts';
import { type CaseSummary, summarise } from '#incidents/case/summary.ts';
import { inCase } from '#ledger/case-places.ts';
import type { LeftOut, Reader, Shown } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';

/** A case as one viewer sees it, with what it adds up to. */
export type CaseSight = {
  readonly shown: readonly Shown[];
  readonly summary: CaseSummary;
  /** What the viewer may see besides, and on which nothing here rests. */
  readonly leftOut: LeftOut;
};

const SIGHTS_KEPT = 200;
/** What a viewer may see can end with time (an agreement, a mandate) without anything being recorded. */
const SIGHT_LIFE_MS = 5_000;

type Kept = CaseSight & { readonly stamp: string; readonly until: number };

/**
 * Reads a case through the one reader, and keeps the answer for the same viewer while nothing has been added to the
 * case, disclosed or erased anywhere. Freshness is asked of the database, so that it holds with several processes too.
 */
export function createCaseSight(
  connection: Connection,
  reader: Reader,
): (caseId: string, viewer: Viewer, seat: Seat) => Promise<CaseSight> {
  const kept = new Map<string, Kept>();
  return async function see(caseId, viewer, seat) {
    const key = JSON.stringify([caseId, viewer, seat]);
    const stamp = await stampOf(connection, caseId);
    const known = kept.get(key);
    if (known !== undefined && known.stamp === stamp && known.until > performance.now()) return known;
    const shown = await reader.case(caseId, viewer);
    const summary = summarise(shown, seat);
    const leftOut = await reader.leftOut(caseId, viewer);
    const sight = { shown, summary, leftOut, stamp, until: performance.now() + SIGHT_LIFE_MS };
    kept.delete(key);
    kept.set(key, sight);
    if (kept.size > SIGHTS_KEPT) kept.delete(kept.keys().next().value!);
    return sight;
  };
}

/** Changes with every statement of the case, and with every further disclosure and erasure anywhere. */
async function stampOf(connection: Connection, caseId: string): Promise<string> {
  const tables = ledgerTables(connection);
  const said = await tables
    .selectFrom('statement')
    .where(inCase(caseId))
    .select(({ fn }) => fn.max('arrival').as('last'))
    .executeTakeFirst();
  const added = await tables
    .selectFrom('addition')
    .select(({ fn }) => fn.max('arrival').as('last'))
    .executeTakeFirst();
  const erased = await tables
    .selectFrom('erasure')
    .select(({ fn }) => fn.max('arrival').as('last'))
    .executeTakeFirst();
  return [said, added, erased].map((row) => row?.last ?? '').join(' ');
}
