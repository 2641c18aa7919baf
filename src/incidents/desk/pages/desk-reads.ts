import type { Delivery } from '#federation/delivery/deliveries.ts';
import { silent, unacknowledged } from '#federation/delivery/deliveries.ts';
import { isOnItsWay } from '#federation/delivery/silence.ts';
import type { Request } from '#http/contract.ts';
import { seatOf } from '#incidents/case-reads.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { openClocksSeen, type SeenPage } from '#obligations/clocks/sight.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { PageServices } from '#site/services.ts';
import { type DeskSight, deskSight } from './desk-sight.ts';
import { type InboxFilter, isPast, leavesOut } from './inbox-filter.ts';

const ROWS_IN_A_LIST = 50;
const CASES_LOOKED_AT = 30;
const OWED_SHOWN = 20;
/** Pages of deadlines looked through for one filtered answer. */
const PAGES_FOR_A_FILTER = 5;
const NO_CLOCKS: SeenPage = { obligations: [], cases: new Map() };

export type DeskReads = {
  readonly sight: DeskSight;
  readonly now: Temporal.Instant;
  readonly clocks: readonly Obligation[];
  readonly owed: readonly Obligation[];
  readonly arrived: readonly Delivery[];
  readonly silences: readonly Delivery[];
  readonly newest: readonly string[];
  /** Every case that anything here is about, as far as the viewer is shown it. */
  readonly cases: readonly string[];
  /** Where the list of clocks goes on. */
  readonly next: string | undefined;
  /** How many deadlines were looked through for a filter; zero without one. */
  readonly looked: number;
};

export type DeskQuestion = {
  readonly party: string;
  readonly drafts: readonly WorkspaceDraft[];
  readonly after?: string | undefined;
  readonly filter?: InboxFilter;
};

/**
 * All that a desk shows of cases, each read once. After its first page come further clocks alone. Clocks in cases of
 * danger are asked for beside those due first, since danger stands above every deadline.
 */
export async function readDesk(
  services: PageServices,
  request: Request,
  { party, drafts, after, filter = {} }: DeskQuestion,
): Promise<DeskReads> {
  const { connection, reader, reckoning, ledger } = services;
  const { viewer } = request;
  const now = ledger.now();
  const page = { limit: ROWS_IN_A_LIST, ...(after === undefined ? {} : { after }) };
  const mine = await clocksFor(services, viewer, page, filter);
  const isFirst = after === undefined;
  const urgent = isFirst
    ? await openClocksSeen(services, viewer, { ...page, as: 'bearer', inDanger: true })
    : NO_CLOCKS;
  const theirs = isFirst
    ? await openClocksSeen(services, viewer, { limit: OWED_SHOWN, as: 'addressee' })
    : NO_CLOCKS;
  const arrived = isFirst ? await unacknowledged(connection, party, ROWS_IN_A_LIST) : [];
  const unanswered = isFirst ? await silent(connection, party, ROWS_IN_A_LIST) : [];
  const silences = unanswered.filter(({ releasedAt }) => !isOnItsWay(releasedAt, now));
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
  const sight = deskSight(cases, seat, { now, viewer, reckoning });
  const first = new Set(mine.obligations.map(keyOf));
  const added = urgent.obligations.filter((one) => !first.has(keyOf(one)) && sight.danger(one.case));
  return {
    sight,
    now,
    clocks: [...mine.obligations, ...added],
    owed: theirs.obligations.filter((one) => one.bearer !== party),
    arrived,
    silences,
    newest: newest.map((one) => one.case),
    cases: [...cases.keys()],
    next: mine.next,
    looked: leavesOut(filter) ? mine.obligations.length : 0,
  };
}

/**
 * The party's own clocks. Where a filter leaves some out, further pages are read until one is filled, or as many were
 * looked through as one answer may cost.
 */
async function clocksFor(
  services: PageServices,
  viewer: Request['viewer'],
  page: { readonly limit: number; readonly after?: string },
  filter: InboxFilter,
): Promise<SeenPage> {
  const asked = { ...page, as: 'bearer', ...(filter.danger === undefined ? {} : { inDanger: true }) } as const;
  let found = await openClocksSeen(services, viewer, asked);
  if (!leavesOut(filter)) return found;
  const now = services.ledger.now();
  const matches = () => found.obligations.filter((one) => filter.duty === undefined || one.kind === filter.duty);
  for (let pages = 1; pages < PAGES_FOR_A_FILTER && found.next !== undefined; pages++) {
    const last = found.obligations.at(-1);
    if (last !== undefined && isPast(filter, last, now))
      return { obligations: found.obligations, cases: found.cases };
    if (matches().length >= ROWS_IN_A_LIST) return found;
    const more = await openClocksSeen(services, viewer, { ...asked, after: found.next });
    found = {
      ...more,
      obligations: [...found.obligations, ...more.obligations],
      cases: new Map([...found.cases, ...more.cases]),
    };
  }
  return found;
}

function keyOf(one: Obligation): string {
  return `${one.case} ${one.id}`;
}
