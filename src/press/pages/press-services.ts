import type { Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type LineSeen, linesOf } from '#press/lines.ts';
import { seeInCase } from '#site/seeing.ts';
import { may, type PageServices } from '#site/services.ts';
import { plainSentence } from '#web/sentence.ts';
import { PRESS_TEXTS as T } from './texts.ts';

/** Refused with the act that the mandate lacks; null where it has it. */
export function withoutMandate(
  services: PageServices,
  request: Request,
  reply: Reply,
  type: string,
): Reply | null {
  const act = `author:${type}`;
  if (may(services, request, act)) return null;
  return refused(reply, { code: 'not-mandated', sentence: plainSentence(T.noMandate, { act }), spoken: true });
}

export function lineNotFound(reply: Reply): Reply {
  return refused(reply, { code: 'statement-not-found', sentence: T.noLine, spoken: true });
}

export type OwnLine = { readonly caseId: string; readonly line: LineSeen };

/** A line of the party that asks; undefined for everybody else's, which only they publish and withdraw. */
export async function ownLine(
  services: PageServices,
  request: Request,
  digest: string,
): Promise<OwnLine | undefined> {
  const seen = await seeInCase(services, request, digest);
  if (seen === null) return undefined;
  const shown = await services.reader.case(seen.caseId, request.viewer);
  const line = linesOf(shown, services.ledger.now()).find((one) => one.line === digest);
  return line?.issuer === request.viewer.party && line !== undefined ? { caseId: seen.caseId, line } : undefined;
}
