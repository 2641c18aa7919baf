import { type Static, Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Ledger, Reader } from '#ledger/contract.ts';
import { promise, promiseKept, reportRequest } from '#obligations/statements.ts';
import type { Draft } from '#statement/draft.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import * as api from './word-answers.ts';
import { sayAndGive } from './word-giving.ts';

export type WordRouteServices = {
  readonly connection: Connection;
  readonly ledger: Pick<Ledger, 'submit' | 'types'>;
  readonly reader: Pick<Reader, 'statement'>;
};

const exact = { additionalProperties: false } as const;
const tags = ['duties'];
const caseParams = Type.Object({ case: Uuid });
const { regime, stage, what: asked, due: askedBy } = reportRequest.claims;
const Asking = Type.Object(
  {
    regime: regime!.schema,
    stage: stage!.schema,
    bearer: PartyId,
    what: asked!.schema,
    due: Type.Optional(askedBy!.schema),
  },
  exact,
);
const Promising = Type.Object(
  { what: promise.claims.what!.schema, due: promise.claims.due!.schema, to: Type.Optional(PartyId) },
  exact,
);
const Keeping = Type.Object(
  {
    how: Type.Optional(promiseKept.claims.how!.schema),
    evidence: Type.Optional(Digest),
  },
  exact,
);

/** What an authority asks of a bearer, what a party promises, and that it kept it: signed, and given to whom it is for. */
export function wordRoutes(app: App, services: WordRouteServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.post(
    api.requestReport.path,
    {
      ...signedIn,
      schema: {
        params: caseParams,
        body: Asking,
        tags,
        summary: 'Ask a bearer for a report; it is given the request',
        ...api.requestReport.schema,
      },
    },
    async (request, reply) => {
      const claims = request.body as Static<typeof Asking> & Draft['claims'];
      return say(
        services,
        request,
        reply,
        { type: reportRequest.name, case: request.params.case, claims },
        claims.bearer,
      );
    },
  );
  app.post(
    api.makePromise.path,
    {
      ...signedIn,
      schema: {
        params: caseParams,
        body: Promising,
        tags,
        summary: 'Promise something by a time, to a party or to all',
        ...api.makePromise.schema,
      },
    },
    async (request, reply) => {
      const claims = request.body as Static<typeof Promising> & Draft['claims'];
      return say(services, request, reply, { type: promise.name, case: request.params.case, claims }, claims.to);
    },
  );
  app.post(
    api.keepPromise.path,
    {
      ...signedIn,
      schema: {
        params: Type.Object({ digest: Digest }),
        body: Keeping,
        tags,
        summary: 'Say that a promise was kept; whoever was promised it is told',
        ...api.keepPromise.schema,
      },
    },
    async (request, reply) => {
      const shown = await services.reader.statement(request.params.digest, request.viewer);
      const [caseId, to] = ['case', 'to'].map((name) => shown?.claims.get(name)?.value);
      if (shown?.type !== promise.name || typeof caseId !== 'string') {
        return refused(reply, {
          code: 'reference-not-known',
          sentence: 'There is no such promise, or it is not shown to you.',
        });
      }
      const claims = { promise: shown.digest, ...(request.body as Draft['claims']) };
      const told = typeof to === 'string' ? to : undefined;
      return say(services, request, reply, { type: promiseKept.name, case: caseId, claims }, told);
    },
  );
}

async function say(
  services: WordRouteServices,
  request: Request,
  reply: Reply,
  draft: Omit<Draft, 'issuer'>,
  to: string | undefined,
): Promise<Reply> {
  const { actor } = request.signedIn!;
  const said = await sayAndGive(services, actor, { ...draft, issuer: actor.party }, to, request.idempotencyKey);
  return said.ok ? reply.send(said.value) : refused(reply, said.refusal);
}
