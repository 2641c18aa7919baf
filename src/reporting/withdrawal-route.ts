import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { Digest } from '#statement/statement-type.ts';
import type { ReportingServices } from './stage-sight.ts';
import { MAX_SUMMARY_CHARACTERS, REPORT_WITHDRAWAL_REASONS } from './statements.ts';
import { withdrawReport } from './taking-back.ts';
import * as api from './withdrawal-answer.ts';

const params = Type.Object({ digest: Digest });
const Withdrawal = Type.Object(
  {
    reason: Type.Enum([...REPORT_WITHDRAWAL_REASONS]),
    summary: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_SUMMARY_CHARACTERS })),
  },
  { additionalProperties: false },
);

export function withdrawalRoute(app: App, services: ReportingServices): void {
  app.post(
    api.withdrawReport.path,
    {
      preHandler: app.requireActor,
      schema: {
        params,
        body: Withdrawal,
        tags: ['reports'],
        summary: 'Take a signed report back; whoever was given it is told',
        ...api.withdrawReport.schema,
      },
    },
    async (request, reply) => {
      const { actor, viewer } = request.signedIn!;
      if (actor.kind !== 'person') {
        return refused(reply, { code: 'not-mandated', sentence: 'A person with a mandate takes a report back.' });
      }
      const { digest } = request.params;
      const done = await withdrawReport(services, actor, viewer, digest, request.body, request.idempotencyKey);
      return done.ok ? reply.send({ withdrawal: done.value }) : refused(reply, done.refusal);
    },
  );
}
