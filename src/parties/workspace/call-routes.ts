import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { NewStatement } from '#ledger/routes.ts';
import { momentAsked } from '#parties/draft-claims.ts';
import { type PartyServices, personForRoute, workspaceOf } from '#parties/services.ts';
import { HOST_KINDS, InstantText, PersonRef } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import * as api from './call-answers.ts';
import {
  CALLER_NAME_CHARACTERS,
  CALLER_PHONE_CHARACTERS,
  type Call,
  openSteps,
  writeDownCall,
} from './telephone.ts';
import { createDraft, type DraftContent } from './workspace.ts';

const { type, claims, markings, case: caseOf } = NewStatement.properties;
const Caller = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: CALLER_NAME_CHARACTERS }),
    organisation: Type.Optional(Type.String({ minLength: 1, maxLength: CALLER_NAME_CHARACTERS })),
    phone: Type.Optional(Type.String({ maxLength: CALLER_PHONE_CHARACTERS })),
  },
  { additionalProperties: false },
);
const NewCall = Type.Object(
  {
    caller: Caller,
    call_back: Type.Enum(['done', 'not-done', 'no-answer']),
    read_back: Type.Boolean(),
    taken_at: InstantText,
    also_for: Type.Optional(Type.Array(PersonRef, { maxItems: 8, uniqueItems: true })),
    report: Type.Object({ type, claims, markings, case: caseOf }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);

const authoritiesOnly = {
  code: 'not-mandated',
  sentence:
    'Calls are written down by those who are called: authorities and regional bodies. Report in your own name instead.',
};

/** Reports that a duty officer writes down for somebody who calls. */
export function callRoutes(app: App, services: PartyServices): void {
  app.post(
    api.takeCall.path,
    {
      preHandler: app.requireActor,
      config: { act: 'take-call' },
      schema: {
        body: NewCall,
        summary: 'Write down a report taken by telephone, as a draft',
        tags: ['drafts'],
        ...api.takeCall.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const host = await partyOf(services.connection, actor.value.party);
      if (host === undefined || !HOST_KINDS.includes(host.kind)) return refused(reply, authoritiesOnly);
      const { caller, call_back, read_back, taken_at, also_for, report } = request.body;
      const takenAt = momentAsked(taken_at, 'taken_at');
      if (!takenAt.ok) return refused(reply, takenAt.refusal);
      const call: Call = {
        caller: caller as Call['caller'],
        callBack: call_back as Call['callBack'],
        readBack: read_back,
        takenAt: takenAt.value,
        ...(also_for === undefined ? {} : { alsoFor: also_for }),
      };
      const { type: name, case: caseId, ...content } = report;
      const written = writeDownCall(actor.value.person, call, content as unknown as DraftContent);
      if (!written.ok) return refused(reply, written.refusal);
      const wanted = { ...written.value, type: name, ...(caseId === undefined ? {} : { case: caseId }) };
      const draft = await createDraft(workspaceOf(services, actor.value), wanted, services.ledger.now());
      if (!draft.ok) return refused(reply, draft.refusal);
      const { id, code, version, case: draftCase } = draft.value;
      return reply.send({ id, code, version, case: draftCase, toDo: openSteps(call) });
    },
  );
}
