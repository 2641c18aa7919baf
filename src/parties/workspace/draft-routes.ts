import { type Static, Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Appended } from '#ledger/contract.ts';
import { NewStatement } from '#ledger/routes.ts';
import { answer, type PartyServices, type Person, personForRoute, workspaceOf } from '#parties/services.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import {
  approveDraft,
  DECLINE_REASON_CHARACTERS,
  declineDraft,
  proposeDraft,
  reopenDraft,
  type Seen,
  type SeenWhole,
  submitDraft,
} from './approval.ts';
import * as api from './draft-answers.ts';
import { listDrafts } from './draft-list.ts';
import {
  createDraft,
  type DraftContent,
  discardDraft,
  readDraft,
  resumeDraft,
  saveDraft,
  type WorkspaceDraft,
} from './workspace.ts';

const DRAFT_BODY_BYTES = 524_288;
const MAX_PROGRESS_MEMBERS = 64;
const Which = Type.Object({ id: Uuid }, { additionalProperties: false });
const Version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Progress = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), {
  maxProperties: MAX_PROGRESS_MEMBERS,
});
const { type, claims, markings, case: caseOf } = NewStatement.properties;
const NewDraft = Type.Object(
  { type, claims, markings, case: caseOf, progress: Type.Optional(Progress) },
  { additionalProperties: false },
);
const SavedDraft = Type.Object(
  { version: Version, claims, markings, progress: Type.Optional(Progress) },
  { additionalProperties: false },
);
const Versioned = Type.Object({ version: Version }, { additionalProperties: false });
/** Whoever approves names all that is sent, as it was read. */
const Approved = Type.Object({ version: Version, covers: Type.Optional(Digest) }, { additionalProperties: false });
const Decline = Type.Object(
  { version: Version, reason: Type.String({ minLength: 1, maxLength: DECLINE_REASON_CHARACTERS }) },
  { additionalProperties: false },
);
const tags = ['drafts'];

const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }, { additionalProperties: false });

/** The party's private workspace: drafts, saved as they grow, proposed, approved by a second person, submitted. */
export function draftRoutes(app: App, services: PartyServices): void {
  const { ledger } = services;
  const reads = { preHandler: app.requireActor, config: { act: 'read' } };
  const writes = { preHandler: app.requireActor, config: { act: 'draft' } };

  app.get(
    api.listDrafts.path,
    { ...reads, schema: { summary: 'Drafts of your party', tags, ...api.listDrafts.schema } },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      return reply.send({ drafts: (await listDrafts(workspaceOf(services, actor.value))).map(draftJson) });
    },
  );

  app.post(
    api.keepDraft.path,
    {
      ...writes,
      bodyLimit: DRAFT_BODY_BYTES,
      schema: { body: NewDraft, summary: 'Begin a draft', tags, ...api.keepDraft.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { type: name, case: caseId, ...content } = request.body;
      const wanted = { ...contentOf(content), type: name, ...(caseId === undefined ? {} : { case: caseId }) };
      return answer(reply, await createDraft(workspaceOf(services, actor.value), wanted, ledger.now()), draftJson);
    },
  );

  app.get(
    api.readDraft.path,
    { ...reads, schema: { params: Which, summary: 'A draft of your party', tags, ...api.readDraft.schema } },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      return answer(reply, await readDraft(workspaceOf(services, actor.value), request.params.id), draftJson);
    },
  );

  app.get(
    api.readDraftByCode.path,
    {
      ...reads,
      config: { ...reads.config, rate: 'sign-in', secretInPath: true },
      schema: { params: Code, summary: 'A draft by its code', tags, ...api.readDraftByCode.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      return answer(reply, await resumeDraft(workspaceOf(services, actor.value), request.params.code), draftJson);
    },
  );

  savingRoute(app, services);
  decisionRoutes(app, services);
  declineRoute(app, services);
}

function savingRoute(app: App, services: PartyServices): void {
  app.put(
    api.changeDraft.path,
    {
      preHandler: app.requireActor,
      config: { act: 'draft' },
      bodyLimit: DRAFT_BODY_BYTES,
      schema: { params: Which, body: SavedDraft, summary: 'Save a draft', tags, ...api.changeDraft.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { version, ...content } = request.body;
      const saved = { ...contentOf(content), id: request.params.id, version };
      return answer(
        reply,
        await saveDraft(workspaceOf(services, actor.value), saved, services.ledger.now()),
        draftJson,
      );
    },
  );
}

/** Each step names the version it was taken on. */
function decisionRoutes(app: App, services: PartyServices): void {
  const { authority, ledger } = services;
  const workspace = (actor: Person) => workspaceOf(services, actor);
  const now = () => ledger.now();
  const steps = {
    propose: {
      act: 'draft',
      body: Versioned,
      take: (actor: Person, seen: Seen) => proposeDraft(workspace(actor), seen, now()),
    },
    reopen: {
      act: 'draft',
      body: Versioned,
      take: (actor: Person, seen: Seen) => reopenDraft(workspace(actor), seen, now()),
    },
    approve: {
      act: 'read',
      body: Approved,
      take: (actor: Person, seen: SeenWhole) => approveDraft(workspace(actor), authority, actor, seen, now()),
    },
    discard: {
      act: 'draft',
      body: Versioned,
      take: (actor: Person, seen: Seen) => discardDraft(workspace(actor), seen.id, seen.version, now()),
    },
    submit: {
      act: 'draft',
      body: Versioned,
      take: (actor: Person, seen: Seen) => submitDraft(workspace(actor), ledger, actor, seen),
    },
  } as const;
  for (const [step, { act, body, take }] of Object.entries(steps)) {
    const route = api.DRAFT_STEPS[step as keyof typeof api.DRAFT_STEPS];
    app.post(
      route.path,
      {
        preHandler: app.requireActor,
        config: { act },
        schema: {
          params: Which,
          body,
          summary: `${step[0]?.toUpperCase()}${step.slice(1)} a draft`,
          tags,
          ...route.schema,
        },
      },
      async (request, reply) => {
        const actor = personForRoute(request, services);
        if (!actor.ok) return refused(reply, actor.refusal);
        const taken = await take(actor.value, {
          id: request.params.id,
          ...(request.body as Static<typeof Approved>),
        });
        return answer<WorkspaceDraft | Appended | null>(reply, taken, resultJson);
      },
    );
  }
}

function declineRoute(app: App, services: PartyServices): void {
  const { authority, ledger } = services;
  app.post(
    api.declineDraft.path,
    {
      preHandler: app.requireActor,
      config: { act: 'read' },
      schema: { params: Which, body: Decline, summary: 'Decline a draft', tags, ...api.declineDraft.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const seen = { id: request.params.id, ...request.body };
      const workspace = workspaceOf(services, actor.value);
      return answer(reply, await declineDraft(workspace, authority, actor.value, seen, ledger.now()), draftJson);
    },
  );
}

/** Shapes were checked by the schema; what the values mean is checked when the draft is submitted. */
function contentOf(body: Pick<Static<typeof NewDraft>, 'claims' | 'markings' | 'progress'>): DraftContent {
  return body as unknown as DraftContent;
}

function resultJson(result: WorkspaceDraft | Appended | null) {
  if (result === null) return {};
  return 'logIndex' in result ? result : draftJson(result);
}

/** What was signed is read as the statement that the draft became: of that not every person of the party sees all. */
function draftJson({ updatedAt, markings, ...draft }: WorkspaceDraft) {
  const isSigned = draft.state === 'submitted';
  const { claims } = isSigned ? { claims: {} } : draft;
  const marked = isSigned || markings === undefined ? {} : { markings };
  return { ...draft, claims, ...marked, updatedAt: updatedAt.toString() };
}
