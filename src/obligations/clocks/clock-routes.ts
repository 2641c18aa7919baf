import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { Uuid } from '#statement/statement-type.ts';
import * as api from './clock-answers.ts';
import { CONFLICT_WORDS, clockJson, unknownTextWords } from './clock-words.ts';
import { type ClockServices, clocksSeen, openClocksSeen } from './sight.ts';

const CLOCKS_IN_A_PAGE = 50;
const MAX_CLOCKS_IN_A_PAGE = 200;
const MAX_CURSOR_CHARACTERS = 1_000;

export type ClockRouteServices = ClockServices & { now(): Temporal.Instant };

/** `/api/v1/cases/:case/clocks` and `/api/v1/clocks`: what is due, as far as the caller was shown why. */
export function clockRoutes(app: App, services: ClockRouteServices): void {
  app.get(
    api.listCaseClocks.path,
    {
      schema: {
        params: Type.Object({ case: Uuid }),
        summary: 'Every clock of a case, computed from what you were shown of it',
        tags: ['duties'],
        ...api.listCaseClocks.schema,
      },
    },
    async (request, reply) => {
      const caseId = request.params.case;
      const shown = await services.reader.case(caseId, request.viewer);
      if (shown.length === 0) {
        return refused(reply, {
          code: 'case-not-found',
          sentence: 'There is no such case, or nothing of it for you.',
        });
      }
      const { obligations, conflicts, unknownTexts } = await clocksSeen(services, request.viewer, caseId, shown);
      const reading = { reckoning: services.reckoning, now: services.now(), viewer: request.viewer.party };
      return reply.send({
        case: caseId,
        now: reading.now.toString(),
        clocks: obligations.map((one) => clockJson(one, reading)),
        conflicts: conflicts.map((one) => ({ ...one, sentence: CONFLICT_WORDS[one.code] })),
        unknownTexts: unknownTexts.map((one) => ({ ...one, sentence: unknownTextWords(one) })),
      });
    },
  );

  app.get(
    api.listClocks.path,
    {
      preHandler: app.requireActor,
      schema: {
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_CLOCKS_IN_A_PAGE })),
            after: Type.Optional(Type.String({ maxLength: MAX_CURSOR_CHARACTERS })),
            as: Type.Optional(Type.Enum(['bearer', 'addressee'])),
          },
          { additionalProperties: false },
        ),
        summary: 'What your party has to do and is owed, the first due first',
        tags: ['duties'],
        ...api.listClocks.schema,
      },
    },
    async (request) => {
      const { limit = CLOCKS_IN_A_PAGE, after, as } = request.query;
      const page = { limit, ...(after === undefined ? {} : { after }), ...(as === undefined ? {} : { as }) };
      const { obligations, next } = await openClocksSeen(services, request.viewer, page);
      const reading = { reckoning: services.reckoning, now: services.now(), viewer: request.viewer.party };
      return {
        now: reading.now.toString(),
        clocks: obligations.map((one) => clockJson(one, reading)),
        next: next ?? null,
      };
    },
  );
}
