/**
 * Clocks as one viewer may know them: computed from what the reader shows this viewer, so that no clock tells more
 * than the statements that were given.
 */
import type { Reader, Shown } from '#ledger/contract.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { eventsOf, heardBy } from './case-events.ts';
import { caseClocks } from './engine.ts';
import { partiesIn } from './fold.ts';
import type { CaseClocks, Obligation } from './obligation.ts';
import { everyText, type Reckoning, type Standing } from './reckoning.ts';
import { standingOf } from './standing.ts';
import { openOf } from './view.ts';

export type ClockRooms = {
  readonly connection: Connection;
  readonly reader: Pick<Reader, 'case'>;
  readonly reckoning: Reckoning;
};

/** With who is competent for whom, for whoever offers actions. */
export type SeenClocks = CaseClocks & { readonly standing: Standing };

/** The clocks of a case; `shown` is what the reader showed this viewer of it, where that was read already. */
export async function clocksSeen(
  { connection, reader, reckoning }: ClockRooms,
  viewer: Viewer,
  caseId: string,
  shown?: readonly Shown[],
): Promise<SeenClocks> {
  const statements = shown ?? (await reader.case(caseId, viewer));
  const heard = heardBy(everyText(reckoning.regimes));
  const events = statements.flatMap((statement) => eventsOf(statement, heard));
  const parties = viewer.party === null ? partiesIn(events) : [...partiesIn(events), viewer.party];
  const standing = await standingOf(connection, parties);
  const clocks = caseClocks({ ...reckoning, case: caseId, events, standing, viewpoint: viewer.party });
  return { ...clocks, standing };
}

export type SeenPage = { readonly obligations: readonly Obligation[]; readonly next?: string };

/**
 * What the viewer's party has to do and is owed, in the order of the view, each as this viewer computes it. What the
 * view knows from statements that this viewer was not shown is left out.
 */
export async function openClocksSeen(
  rooms: ClockRooms,
  viewer: Viewer,
  page: { readonly limit: number; readonly after?: string; readonly as?: 'bearer' | 'addressee' },
): Promise<SeenPage> {
  if (viewer.party === null) return { obligations: [] };
  const found = await openOf(rooms.connection, viewer.party, page);
  const cases = [...new Set(found.obligations.map((one) => one.case))];
  const seen = new Map<string, Obligation>();
  for (const caseId of cases) {
    const { obligations } = await clocksSeen(rooms, viewer, caseId);
    for (const one of obligations) seen.set(`${caseId} ${one.id}`, one);
  }
  const obligations = found.obligations.flatMap((one) => seen.get(`${one.case} ${one.id}`) ?? []);
  return found.next === undefined ? { obligations } : { obligations, next: found.next };
}
