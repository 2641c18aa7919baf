import { Type } from 'typebox';
import { isReceivingOnItsWay } from '#federation/delivery/silence.ts';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Ledger } from '#ledger/contract.ts';
import { Uuid } from '#statement/statement-type.ts';
import { StateCode } from '#vocabulary/states.ts';
import * as api from './answers.ts';
import { type BorderCase, type BorderServices, borderCase, borderCases } from './border-reads.ts';
import { decideState } from './decide.ts';
import { DECISIONS } from './statements.ts';

const MAX_REASON_CHARACTERS = 2_000;
const exact = { additionalProperties: false } as const;
const params = Type.Object({ case: Uuid });
const personNeeded = {
  code: 'actor-not-allowed',
  sentence: 'A person decides whether a state is told, and is named: sign in yourself.',
} as const;

/** What concerns other states, for the national contact point: who is proposed, decided, told, silent. */
export function borderRoutes(app: App, services: BorderServices & { readonly ledger: Ledger }): void {
  app.get(
    api.listBorderCases.path,
    {
      preHandler: app.requireActor,
      config: { rate: 'costly' },
      schema: {
        querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) }, exact),
        summary: 'Incidents that touch or may touch another state, as your authority sees them',
        tags: ['border'],
        ...api.listBorderCases.schema,
      },
    },
    async (request, reply) => {
      const page = await borderCases(services, request.signedIn!, request.query.after);
      if (!page.ok) return refused(reply, page.refusal);
      const { cases, next } = page.value;
      return reply.send({
        cases: cases.map((one) => caseJson(one, services.ledger.now())),
        ...(next === undefined ? {} : { next }),
      });
    },
  );

  app.get(
    api.readBorderCase.path,
    {
      preHandler: app.requireActor,
      schema: {
        params,
        summary: 'The states one case may concern, each with its reasons',
        tags: ['border'],
        ...api.readBorderCase.schema,
      },
    },
    async (request, reply) => {
      const found = await borderCase(services, request.signedIn!, request.params.case);
      return found.ok ? reply.send(caseJson(found.value, services.ledger.now())) : refused(reply, found.refusal);
    },
  );

  decidingRoute(app, services);
}

function decidingRoute(app: App, services: BorderServices & { readonly ledger: Ledger }): void {
  app.post(
    api.decideBorderState.path,
    {
      preHandler: app.requireActor,
      schema: {
        params,
        body: Type.Object(
          {
            state: StateCode,
            decision: Type.Enum([...DECISIONS]),
            reason: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_REASON_CHARACTERS })),
          },
          exact,
        ),
        summary: 'Decide whether a state is told; you are named as who decided',
        tags: ['border'],
        ...api.decideBorderState.schema,
      },
    },
    async (request, reply) => {
      const { actor } = request.signedIn!;
      if (actor.kind !== 'person') return refused(reply, personNeeded);
      const found = await borderCase(services, request.signedIn!, request.params.case);
      if (!found.ok) return refused(reply, found.refusal);
      const { state, ...wanted } = request.body;
      const proposed = found.value.states.find((one) => one.state === state) ?? unproposed(state);
      const said = await decideState(services.ledger, actor, request.params.case, proposed, { state, ...wanted });
      return said.ok ? reply.send(said.value ?? { unchanged: true }) : refused(reply, said.refusal);
    },
  );
}

/** A person may know of a state that nothing here points to. */
export function unproposed(state: string): BorderCase['states'][number] {
  return { state, authority: null, reasons: [], customers: null, decided: null, told: null };
}

function caseJson({ case: caseId, status, ended, states }: BorderCase, now: Temporal.Instant) {
  const rows = states.map((state) => {
    const { told } = state;
    return told === null
      ? { ...state, told }
      : { ...state, told: { ...told, onItsWay: isReceivingOnItsWay(told, now) } };
  });
  return { case: caseId, status, ended, states: rows };
}
