/**
 * Clocks as one viewer may know them: computed from what the reader shows this viewer, so that no clock tells more
 * than the statements that were given.
 */
import type { Reader, Shown } from '#ledger/contract.ts';
import { type OpenQuestion, openOf } from '#obligations/view.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import type { CaseEvent } from './case-event.ts';
import { eventsOf, type Heard, heardBy } from './case-events.ts';
import { caseClocks } from './engine.ts';
import { partiesIn } from './fold.ts';
import type { CaseClocks, Obligation } from './obligation.ts';
import { everyText, type Reckoning, type Standing } from './reckoning.ts';
import { standingOf } from './standing.ts';

export type ClockServices = {
  readonly connection: Connection;
  readonly reader: Pick<Reader, 'case' | 'cases'>;
  readonly reckoning: Reckoning;
};

/** With who is competent for whom, for whoever offers actions. */
export type SeenClocks = CaseClocks & { readonly standing: Standing };

/** The clocks of a case; `shown` is what the reader showed this viewer of it, where that was read already. */
export async function clocksSeen(
  { connection, reader, reckoning }: Omit<ClockServices, 'reader'> & { readonly reader: Pick<Reader, 'case'> },
  viewer: Viewer,
  caseId: string,
  shown?: readonly Shown[],
): Promise<SeenClocks> {
  const statements = shown ?? (await reader.case(caseId, viewer));
  const events = eventsIn(statements, heardBy(everyText(reckoning.regimes)));
  const parties = viewer.party === null ? partiesIn(events) : [...partiesIn(events), viewer.party];
  const standing = await standingOf(connection, parties);
  const clocks = caseClocks({ ...reckoning, case: caseId, events, standing, viewpoint: viewer.party });
  return { ...clocks, standing };
}

function eventsIn(shown: readonly Shown[], heard: Heard): readonly CaseEvent[] {
  return shown.flatMap((statement) => eventsOf(statement, heard));
}

export type SeenPage = {
  readonly obligations: readonly Obligation[];
  /** What the viewer was shown of each case on this page. */
  readonly cases: ReadonlyMap<string, readonly Shown[]>;
  readonly next?: string;
};

/**
 * What the viewer's party has to do and is owed, in the order of the view, each as this viewer computes it. What the
 * view knows from statements that this viewer was not shown is left out.
 */
export async function openClocksSeen(
  { connection, reader, reckoning }: ClockServices,
  viewer: Viewer,
  page: OpenQuestion,
): Promise<SeenPage> {
  if (viewer.party === null) return { obligations: [], cases: new Map() };
  const found = await openOf(connection, viewer.party, page);
  const cases = await reader.cases([...new Set(found.obligations.map((one) => one.case))], viewer);
  const heard = heardBy(everyText(reckoning.regimes));
  const events = new Map([...cases].map(([caseId, shown]) => [caseId, eventsIn(shown, heard)]));
  const parties = new Set([...events.values()].flatMap((all) => [...partiesIn(all)])).add(viewer.party);
  const standing = await standingOf(connection, parties);
  const seen = new Map<string, Obligation>();
  for (const [caseId, all] of events) {
    const question = { ...reckoning, case: caseId, events: all, standing, viewpoint: viewer.party };
    for (const one of caseClocks(question).obligations) seen.set(`${caseId} ${one.id}`, one);
  }
  const obligations = found.obligations.flatMap((one) => seen.get(`${one.case} ${one.id}`) ?? []);
  return { obligations, cases, ...(found.next === undefined ? {} : { next: found.next }) };
}
