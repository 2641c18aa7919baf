import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Reader } from '#ledger/contract.ts';
import { Uuid } from '#statement/statement-type.ts';
import * as api from './answers.ts';
import { type LineSeen, linesOf } from './lines.ts';

export type PressRouteServices = { readonly reader: Pick<Reader, 'case'>; now(): Temporal.Instant };

/** `/api/v1/cases/:case/lines`: what is said in public about a case, and to those who have it, what is under embargo. */
export function pressRoutes(app: App, { reader, now }: PressRouteServices): void {
  app.get(
    api.listPressLines.path,
    {
      schema: {
        params: Type.Object({ case: Uuid }),
        summary: 'The lines of a case as you may see them, with corrections and withdrawals',
        tags: ['press'],
        ...api.listPressLines.schema,
      },
    },
    async (request, reply) => {
      const caseId = request.params.case;
      const shown = await reader.case(caseId, request.viewer);
      if (shown.length === 0) {
        const sentence = 'There is no such case, or nothing of it for you.';
        return refused(reply, { code: 'case-not-found', sentence });
      }
      return reply.send({ case: caseId, lines: linesOf(shown, now()).map(lineJson) });
    },
  );
}

function lineJson(line: LineSeen) {
  const { claims: _claims, ...told } = line;
  return told;
}
