import type { Delivery } from '#federation/deliveries.ts';
import { silent, unacknowledged } from '#federation/deliveries.ts';
import type { Request } from '#http/contract.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import type { Markup } from '#web/html.ts';
import { shortDigest } from '#web/value.ts';
import { answerAtAGlance } from './case-answers.ts';
import { caseTitle } from './case-title.ts';
import type { Names } from './claim-value.ts';
import { nextLink } from './next-link.ts';
import type { PageRooms } from './rooms.ts';

const ROWS_IN_A_LIST = 50;
const CASES_LOOKED_AT = 30;

export type Arrived = { readonly delivery: Delivery; readonly label: string; readonly danger: boolean };

/** What was given to this party and nobody of it has read: danger to people first, then the oldest. */
export async function arrivals(rooms: PageRooms, request: Request, party: string): Promise<readonly Arrived[]> {
  const waiting = await unacknowledged(rooms.connection, party, ROWS_IN_A_LIST);
  const found = await Promise.all(waiting.map((delivery) => labelled(rooms, request, delivery)));
  return found.toSorted((one, other) => Number(other.danger) - Number(one.danger));
}

/** What this party gave and no receipt came back for. */
export async function silences(rooms: PageRooms, request: Request, party: string): Promise<readonly Arrived[]> {
  const waiting = await silent(rooms.connection, party, ROWS_IN_A_LIST);
  return Promise.all(waiting.map((delivery) => labelled(rooms, request, delivery)));
}

async function labelled(rooms: PageRooms, request: Request, delivery: Delivery): Promise<Arrived> {
  const shown = await rooms.reader.statement(delivery.target, request.viewer);
  const label =
    shown === null ? shortDigest(delivery.target) : (rooms.ledger.types.get(shown.type)?.label ?? shown.type);
  return { delivery, label, danger: shown?.claims.get('danger_to_life')?.value === 'yes' };
}

export type CaseToPassOn = {
  readonly caseId: string;
  readonly title: (names: Names) => Markup;
  readonly where: (names: Names) => Markup;
  readonly href: string;
  readonly step: string;
};

/** The newest cases in which this seat has to tell others, or to take back what it told them. */
export async function casesToPassOn(rooms: PageRooms, request: Request): Promise<readonly CaseToPassOn[]> {
  const { cases } = await rooms.reader.casesOf(request.viewer, { limit: CASES_LOOKED_AT });
  const seat = await seatOf(rooms.connection, request.signedIn);
  const looked = await Promise.all(
    cases.map(async ({ case: caseId }) => ({
      caseId,
      summary: summarise(await rooms.reader.case(caseId, request.viewer), seat),
    })),
  );
  return looked.flatMap(({ caseId, summary }): CaseToPassOn[] => {
    const { act, sentence } = summary.nextStep;
    const link = act === 'relay' || act === 'withdraw-relay' ? nextLink(summary.nextStep, caseId) : undefined;
    if (link === undefined) return [];
    const title = (names: Names) => caseTitle(summary, names);
    const where = (names: Names) => answerAtAGlance('where', summary.answers.where, names);
    return [{ caseId, title, where, href: link.href, step: sentence }];
  });
}
