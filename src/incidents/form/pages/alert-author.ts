import type { Reply, Request } from '#http/contract.ts';
import { readSecret } from '#http/cookies.ts';
import { type HeldReport, reportHeldBy, UNSIGNED_WORKSPACE } from '#parties/guests/report-pass.ts';
import { mandatesOf } from '#parties/view.ts';
import { type PageServices, personOf } from '#site/services.ts';

/** Who answers the questions of one report: a person signed in for its party, or whoever came by a code. */
export type Reporter = {
  readonly party: string;
  readonly person: string;
  /** Came by a code: may read and answer the five questions, and do nothing else for the party. */
  readonly byCode: boolean;
};

export async function reporterAt(
  services: PageServices,
  request: Request,
  draft: string,
): Promise<Reporter | undefined> {
  const person = personOf(request);
  const secret = readSecret(request, request.server.cookieNames.report);
  const held =
    secret === undefined ? undefined : await reportHeldBy(services.connection, secret, services.ledger.now());
  if (held?.draft === draft && held.party !== person?.party && (await stillActs(services, held))) {
    return { party: held.party, person: held.person, byCode: true };
  }
  return person === undefined ? undefined : { party: person.party, person: person.person, byCode: false };
}

/** A code opens no more than whoever gave it may do: it ends with their mandate. */
async function stillActs({ connection, ledger }: PageServices, { party, person }: HeldReport): Promise<boolean> {
  if (party === UNSIGNED_WORKSPACE) return true;
  return (await mandatesOf(connection, party, ledger.now(), person)).length > 0;
}

/** Is it a report of somebody without a sign-in, which only a duty officer can sign? */
export function isUnsigned({ party }: Pick<Reporter, 'party'>): boolean {
  return party === UNSIGNED_WORKSPACE;
}

/** The `preHandler` of a report's questions: signed in, or here by a code for this report; others are led to the sign-in. */
export function requireReporter(services: PageServices) {
  return async (request: Request, reply: Reply): Promise<unknown> => {
    const { id } = request.params as { id: string };
    const reporter = await reporterAt(services, request, id);
    return reporter === undefined ? request.server.requireActor(request, reply) : undefined;
  };
}

/** For what a code is not enough: signed in, or whoever began this report without a sign-in. */
export function requireOwner(services: PageServices) {
  return async (request: Request, reply: Reply): Promise<unknown> => {
    const { id } = request.params as { id: string };
    const reporter = await reporterAt(services, request, id);
    return reporter !== undefined && isUnsigned(reporter)
      ? undefined
      : request.server.requireActor(request, reply);
  };
}
