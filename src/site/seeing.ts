import type { Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Shown } from '#ledger/contract.ts';
import type { PageServices } from './services.ts';
import { INCIDENT_TEXTS } from './texts.ts';

/** A statement with the case around it, as the viewer may see both. */
export type Seen = { readonly shown: Shown; readonly caseId: string | null; readonly inCase: readonly Shown[] };

export async function seeStatement(
  services: PageServices,
  request: Request,
  digest: string,
): Promise<Seen | null> {
  const shown = await services.reader.statement(digest, request.viewer);
  if (shown === null) return null;
  const value = shown.claims.get('case')?.value;
  const caseId = typeof value === 'string' ? value : null;
  const inCase = caseId === null ? [shown] : await services.reader.case(caseId, request.viewer);
  return { shown, caseId, inCase };
}

export type SeenInCase = Seen & { readonly caseId: string };

/** The same where it stands in a case that the viewer may know of; only then can anything be said about it. */
export async function seeInCase(
  services: PageServices,
  request: Request,
  digest: string,
): Promise<SeenInCase | null> {
  const seen = await seeStatement(services, request, digest);
  return seen === null || seen.caseId === null ? null : { ...seen, caseId: seen.caseId };
}

export function notFound(reply: Reply): Reply {
  return refused(reply, {
    code: 'statement-not-found',
    sentence: INCIDENT_TEXTS.statement.notFound,
    spoken: true,
  });
}
