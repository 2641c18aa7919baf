import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Actor, Authority, Ledger, Reader } from '#ledger/contract.ts';
import { draftOf, NewStatement } from '#ledger/routes.ts';
import { viewerFor } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import { Nciss, severity } from '#vocabulary/severity.ts';
import { taxonomy } from '#vocabulary/taxonomy.ts';
import * as api from './answers.ts';
import { summarise } from './case/summary.ts';
import { orderTimeline, TIMELINE_ORDERS } from './case/timeline.ts';
import { proposalFor, recipientOf, seatOf } from './case-reads.ts';
import { ALERT_QUESTIONS } from './form/alert-questions.ts';
import { keepDraft } from './form/draft-keeping.ts';
import { notify } from './form/own-authority.ts';
import { preview } from './preview.ts';
import { protectionOf } from './protection.ts';
import { TYPE_BY_NAME } from './statements.ts';

const MAX_RECIPIENTS = 40;
const MAX_BATCH_DRAFTS = 50;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

type Person = Extract<Actor, { kind: 'person' }>;

/** What these routes stand on. */
export type IncidentServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
};

const StateParameter = Type.String({ pattern: '^[A-Z]{2}$' });
const Name = Type.String({ maxLength: 64 });
const TypeName = Type.String({ pattern: '^[a-z][a-z-]{1,63}$' });
/** Cases as they stand, what a draft would show to whom, and the lists a form needs. Statements are posted to the ledger. */
export function incidentRoutes(app: App, services: IncidentServices): void {
  listRoutes(app);
  caseRoutes(app, services);
  draftRoutes(app, services);
  notifyRoute(app, services);
  batchRoute(app, services);
}

function listRoutes(app: App): void {
  app.get(
    api.readTaxonomy.path,
    { schema: { summary: 'Every list of the incident forms', tags: ['incidents'], ...api.readTaxonomy.schema } },
    () => taxonomy(),
  );
  app.get(
    api.readAlertQuestions.path,
    {
      schema: { summary: 'The five questions of an alert', tags: ['incidents'], ...api.readAlertQuestions.schema },
    },
    () => ({ questions: ALERT_QUESTIONS }),
  );
  app.get(
    api.readProtection.path,
    {
      schema: {
        querystring: Type.Object({ state: StateParameter, type: TypeName }, { additionalProperties: false }),
        summary: 'Which law protects a report made in a state, and who may use it for what',
        tags: ['incidents'],
        ...api.readProtection.schema,
      },
    },
    (request) => protectionOf(request.query.state, request.query.type),
  );
  app.post(
    api.assessSeverity.path,
    {
      schema: {
        body: Nciss,
        summary: 'NCISS score with its breakdown; nothing is kept',
        tags: ['incidents'],
        ...api.assessSeverity.schema,
      },
    },
    (request) => severity(request.body),
  );
}

function caseRoutes(app: App, services: IncidentServices): void {
  app.get(
    api.readCaseSummary.path,
    {
      schema: {
        params: Type.Object({ case: Uuid }),
        querystring: Type.Object(
          { order: Type.Optional(Type.Enum([...TIMELINE_ORDERS])), all: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        summary: 'What a case says to you: answers, speakers, changes, timeline, your next step',
        tags: ['cases'],
        ...api.readCaseSummary.schema,
      },
    },
    async (request, reply) => {
      const shown = await services.reader.case(request.params.case, request.viewer);
      if (shown.length === 0) return refused(reply, caseNotFound);
      const summary = summarise(shown, await seatOf(services.connection, request.signedIn));
      const { order = 'logged', all = false } = request.query;
      const timeline = orderTimeline(summary.timeline, order).filter((entry) => all || entry.key);
      return reply.send({ case: request.params.case, ...summary, timeline });
    },
  );

  app.post(
    api.proposeRelay.path,
    {
      preHandler: app.requireActor,
      config: { scope: 'read' },
      schema: {
        params: Type.Object({ case: Uuid }),
        summary: 'The report your authority could make to other states, without the victim; nothing is kept',
        tags: ['incidents'],
        ...api.proposeRelay.schema,
      },
    },
    async (request, reply) => {
      const proposal = await proposalFor(services, request.params.case, request.signedIn!);
      return proposal.ok ? reply.send(proposal.value) : refused(reply, proposal.refusal);
    },
  );
}

function draftRoutes(app: App, services: IncidentServices): void {
  app.post(
    api.previewIncident.path,
    {
      preHandler: app.requireActor,
      config: { act: 'draft' },
      schema: {
        body: Type.Object(
          {
            draft: NewStatement,
            recipients: Type.Array(
              Type.Object(
                {
                  party: PartyId,
                  claims: Type.Optional(Type.Union([Type.Literal('all'), Type.Array(Name, { maxItems: 64 })])),
                },
                { additionalProperties: false },
              ),
              { maxItems: MAX_RECIPIENTS },
            ),
          },
          { additionalProperties: false },
        ),
        summary: 'What each recipient would see of a draft, claim by claim',
        tags: ['incidents'],
        ...api.previewIncident.schema,
      },
    },
    async (request, reply) => {
      const { draft, recipients } = request.body;
      const type = TYPE_BY_NAME.get(draft.type);
      if (type === undefined) return refused(reply, typeNotFound);
      const who = await Promise.all(recipients.map((one) => recipientOf(services, one.party, one.claims)));
      const own = await viewerFor(services.connection, request.signedIn!.actor, services.ledger.now());
      const { rows, shownCounts } = preview(
        draftOf(draft, request.signedIn!.actor.party),
        type,
        who,
        own.communities,
      );
      return reply.send({ recipients: who.map(({ id, name }) => ({ party: id, name })), rows, shownCounts });
    },
  );
}

function notifyRoute(app: App, services: IncidentServices): void {
  app.post(
    api.notifyIncident.path,
    {
      preHandler: app.requireActor,
      schema: {
        body: NewStatement,
        summary: 'Sign a report and give it to your own authority',
        tags: ['incidents'],
        ...api.notifyIncident.schema,
      },
    },
    async (request, reply) => {
      const { actor, viewer } = request.signedIn!;
      if (actor.kind !== 'person') return refused(reply, personNeeded);
      const draft = draftOf(request.body, actor.party, request.idempotencyKey);
      const told = await notify(services, actor, viewer, draft, request.idempotencyKey);
      if (!told.ok) return refused(reply, told.refusal);
      const { appended, given } = told.value;
      return reply.send({
        ...appended,
        case: draft.case,
        given: given.ok ? given.value : { refused: given.refusal },
      });
    },
  );
}

function batchRoute(app: App, services: IncidentServices): void {
  app.post(
    api.submitIncidents.path,
    {
      preHandler: app.requireActor,
      // It drafts or authors, as the body has it: each item is judged by itself.
      config: { scope: null },
      bodyLimit: MAX_BATCH_BYTES,
      schema: {
        body: Type.Object(
          {
            submit: Type.Boolean({ description: 'Sign and log; else keep as drafts in the workspace' }),
            items: Type.Array(
              Type.Object(
                { idempotencyKey: Type.String({ minLength: 8, maxLength: 200 }), draft: NewStatement },
                { additionalProperties: false },
              ),
              { minItems: 1, maxItems: MAX_BATCH_DRAFTS },
            ),
          },
          { additionalProperties: false },
        ),
        summary: 'Many drafts at once, each with its own outcome',
        tags: ['incidents'],
        ...api.submitIncidents.schema,
      },
    },
    async (request, reply) => {
      const { actor, roles } = request.signedIn!;
      if (actor.kind !== 'person') return refused(reply, personNeeded);
      const { submit, items } = request.body;
      const drafts = items.map(({ idempotencyKey, draft }) => ({
        idempotencyKey,
        draft: draftOf(draft, actor.party, idempotencyKey),
      }));
      const outcomes = submit
        ? await submitAll(services, actor, drafts)
        : await keepAll(services, actor, roles, drafts);
      return reply.send({ outcomes });
    },
  );
}

type BatchItem = { readonly idempotencyKey: string; readonly draft: Draft };

/** All at once, so that the ledger can sign them in few appends. */
function submitAll({ ledger }: IncidentServices, actor: Person, items: readonly BatchItem[]) {
  return Promise.all(
    items.map(async ({ idempotencyKey, draft }) => {
      const appended = await ledger.submit({ kind: 'draft', actor, draft, idempotencyKey });
      return appended.ok ? { digest: appended.value?.digest ?? null } : { refused: appended.refusal };
    }),
  );
}

/** In one transaction: the disk is asked once, not for each draft. */
function keepAll(
  services: IncidentServices,
  author: Person,
  roles: ReadonlySet<string>,
  items: readonly BatchItem[],
) {
  return services.connection.transaction().execute(async (connection) => {
    const outcomes = [];
    for (const { draft } of items) {
      const kept = await keepDraft({ ...services, connection }, author, roles, draft);
      outcomes.push(kept.ok ? { draft: kept.value } : { refused: kept.refusal });
    }
    return outcomes;
  });
}

const caseNotFound = {
  code: 'case-not-found',
  sentence: 'There is no such case, or nothing of it is released to you.',
};
const typeNotFound = {
  code: 'type-unknown',
  sentence: 'There is no such type of statement; /schemas/ lists them.',
};
const personNeeded = { code: 'not-mandated', sentence: 'A person with a mandate authors statements here.' };
