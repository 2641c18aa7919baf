import type { Delivery } from '#federation/deliveries.ts';
import { silent, unacknowledged } from '#federation/deliveries.ts';
import type { Request } from '#http/contract.ts';
import { seatOf } from '#incidents/case-reads.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Obligation } from '#obligations/obligation.ts';
import { openClocksSeen, type SeenPage } from '#obligations/sight.ts';
import type { WorkspaceDraft } from '#parties/workspace.ts';
import { type DeskSight, deskSight } from './desk-sight.ts';
import type { PageRooms } from './rooms.ts';

const ROWS_IN_A_LIST = 50;
const CASES_LOOKED_AT = 30;
const OWED_SHOWN = 20;
const NO_CLOCKS: SeenPage = { obligations: [], cases: new Map() };

export type DeskReads = {
  readonly sight: DeskSight;
  readonly clocks: readonly Obligation[];
  readonly owed: readonly Obligation[];
  readonly arrived: readonly Delivery[];
  readonly silences: readonly Delivery[];
  readonly newest: readonly string[];
  /** Where the list of clocks goes on. */
  readonly next: string | undefined;
};

/**
 * All that a desk shows of cases, each read once. After its first page come further clocks alone. Clocks in cases of
 * danger are asked for beside those due first, since danger stands above every deadline.
 */
export async function readDesk(
  rooms: PageRooms,
  request: Request,
  { party, drafts, after }: { party: string; drafts: readonly WorkspaceDraft[]; after?: string | undefined },
): Promise<DeskReads> {
  const { connection, reader, reckoning, ledger } = rooms;
  const { viewer } = request;
  const page = { limit: ROWS_IN_A_LIST, ...(after === undefined ? {} : { after }) };
  const mine = await openClocksSeen(rooms, viewer, { ...page, as: 'bearer' });
  const isFirst = after === undefined;
  const urgent = isFirst
    ? await openClocksSeen(rooms, viewer, { ...page, as: 'bearer', inDanger: true })
    : NO_CLOCKS;
  const theirs = isFirst ? await openClocksSeen(rooms, viewer, { limit: OWED_SHOWN, as: 'addressee' }) : NO_CLOCKS;
  const arrived = isFirst ? await unacknowledged(connection, party, ROWS_IN_A_LIST) : [];
  const silences = isFirst ? await silent(connection, party, ROWS_IN_A_LIST) : [];
  const newest = isFirst ? (await reader.casesOf(viewer, { limit: CASES_LOOKED_AT })).cases : [];
  const cases = new Map<string, readonly Shown[]>([...theirs.cases, ...urgent.cases, ...mine.cases]);
  const asked = [
    ...newest.map((one) => one.case),
    ...drafts.map((draft) => draft.case),
    ...[...arrived, ...silences].flatMap((delivery) => delivery.case ?? []),
  ];
  const missing = [...new Set(asked)].filter((caseId) => !cases.has(caseId));
  for (const [caseId, shown] of await reader.cases(missing, viewer)) cases.set(caseId, shown);
  const seat = await seatOf(connection, request.signedIn);
  const sight = deskSight(cases, seat, { now: ledger.now(), viewer, reckoning });
  const first = new Set(mine.obligations.map(keyOf));
  const added = urgent.obligations.filter((one) => !first.has(keyOf(one)) && sight.danger(one.case));
  return {
    sight,
    clocks: [...mine.obligations, ...added],
    owed: theirs.obligations.filter((one) => one.bearer !== party),
    arrived,
    silences,
    newest: newest.map((one) => one.case),
    next: mine.next,
  };
}

function keyOf(one: Obligation): string {
  return `${one.case} ${one.id}`;
}
