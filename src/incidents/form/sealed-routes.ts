import { Type } from 'typebox';
import { clientOf } from '#http/client-address.ts';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { SEALED_FILE_CHARACTERS } from '#web/sealed-file.ts';
import { type SealedServices, takeSealed } from './sealed.ts';
import * as api from './sealed-answers.ts';

const Body = Type.Object(
  { file: Type.String({ minLength: 1, maxLength: SEALED_FILE_CHARACTERS }) },
  { additionalProperties: false },
);

/** Anybody hands in a sealed report, persons and nodes alike; without an account, since the file is for somebody else. */
export function sealedRoutes(app: App, services: SealedServices): void {
  app.post(
    api.handInSealedReport.path,
    {
      config: { rate: 'sign-in' },
      schema: {
        body: Body,
        summary: 'Hand in a report that was sealed without a network',
        tags: ['reports'],
        ...api.handInSealedReport.schema,
      },
    },
    async (request, reply) => {
      const taken = await takeSealed(services, { text: request.body.file, client: clientOf(request) });
      return taken.ok ? reply.send(taken.value) : refused(reply, taken.refusal);
    },
  );
}
