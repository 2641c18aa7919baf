import { type Static, Type } from 'typebox';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Authority, Ledger, Reader } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { CHANNELS, InstantText } from '#parties/statements.ts';
import type { JsonValue } from '#statement/draft.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import * as api from './answers.ts';
import { threadFor, threadsFor } from './reads.ts';
import { keepWish, proposeSending, type Sender, sendApproved } from './sending.ts';
import { TEMPLATES } from './templates.ts';
import { type Ask, offersFor, silenceFor, type Thread } from './thread.ts';

const MAX_CLAIMS = 64;
const MAX_RECIPIENTS = 40;
const tags = ['cooperation'];

export type CooperationServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
};

const Proposal = Type.Object(
  {
    type: Type.String({ pattern: '^[a-z][a-z-]{1,63}$' }),
    case: Type.Optional(Uuid),
    claims: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: MAX_CLAIMS }),
    recipients: Type.Optional(Type.Array(PartyId, { maxItems: MAX_RECIPIENTS, uniqueItems: true })),
    under: Type.Optional(Digest),
    delete_by: Type.Optional(InstantText),
  },
  { additionalProperties: false },
);

/** Threads between states as JSON, and the way to say something: propose, let a second person approve, send. */
export function cooperationRoutes(app: App, services: CooperationServices): void {
  const signedIn = { preHandler: app.requireActor };
  const Channel = Type.Object(
    { channel: Type.Optional(Type.Enum([...CHANNELS])) },
    { additionalProperties: false },
  );
  app.get(
    api.listThreads.path,
    {
      ...signedIn,
      schema: {
        querystring: Channel,
        summary: 'What was asked of you and by you',
        tags,
        ...api.listThreads.schema,
      },
    },
    async (request) => {
      const threads = await threadsFor(services, request.viewer, request.query.channel);
      return { threads: threads.map((thread) => threadJson(thread, request.viewer.party)) };
    },
  );
  app.get(
    api.readThread.path,
    {
      ...signedIn,
      schema: {
        params: Type.Object({ case: Uuid }),
        summary: 'One thread, as you see it',
        tags,
        ...api.readThread.schema,
      },
    },
    async (request, reply) => {
      const thread = await threadFor(services, request.viewer, request.params.case);
      return thread === undefined
        ? refused(reply, threadNotFound)
        : reply.send(threadJson(thread, request.viewer.party));
    },
  );
  app.get(
    api.listCooperationTemplates.path,
    { schema: { summary: 'Texts for the usual requests', tags, ...api.listCooperationTemplates.schema } },
    () => ({
      templates: TEMPLATES,
    }),
  );
  proposalRoutes(app, services);
}

function proposalRoutes(app: App, services: CooperationServices): void {
  app.post(
    api.proposeCooperation.path,
    {
      preHandler: app.requireActor,
      config: { act: 'draft' },
      schema: {
        body: Proposal,
        summary: 'Say something to another state; a second person approves it',
        tags,
        ...api.proposeCooperation.schema,
      },
    },
    async (request, reply) => {
      const sender = senderFor(request, services);
      if (!sender.ok) return refused(reply, sender.refusal);
      const kept = await keepWish(sender.value, wishOf(request.body));
      const proposed = kept.ok ? await proposeSending(sender.value, kept.value) : kept;
      return proposed.ok ? reply.send(proposed.value) : refused(reply, proposed.refusal);
    },
  );
  const Version = Type.Object({ version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false });
  app.post(
    api.sendCooperation.path,
    {
      preHandler: app.requireActor,
      config: { scope: 'release' },
      schema: {
        params: Type.Object({ id: Uuid }),
        body: Version,
        summary: 'Sign what was approved, and give it to whom it is for',
        tags,
        ...api.sendCooperation.schema,
      },
    },
    async (request, reply) => {
      const sender = senderFor(request, services);
      if (!sender.ok) return refused(reply, sender.refusal);
      const sent = await sendApproved(sender.value, { id: request.params.id, version: request.body.version });
      if (!sent.ok) return refused(reply, sent.refusal);
      const { target: digest, case: caseId, refused: notGiven } = sent.value;
      return reply.send({ digest, case: caseId, refused: Object.fromEntries(notGiven) });
    },
  );
}

/** Whoever drafts for a party here; what is signed in the end is for the rules. */
export function senderFor(
  request: Request,
  { connection, ledger, authority }: CooperationServices,
): Outcome<Sender> {
  const { actor, roles } = request.signedIn!;
  if (actor.kind !== 'person') {
    return refuse('not-mandated', 'A person with a mandate speaks for a state.');
  }
  const allowed = authority.mayAct(actor, roles, 'draft');
  if (!allowed.ok) return allowed;
  const workspace = { connection, party: actor.party, person: actor.person };
  return accept({ workspace, ledger, authority, scopes: actor.scopes });
}

function wishOf({ claims, ...body }: Static<typeof Proposal>) {
  // Shapes of single claims are checked against their type when the draft is submitted.
  return { ...body, claims: claims as Readonly<Record<string, JsonValue>> };
}

function threadJson(thread: Thread, party: string | null) {
  return {
    case: thread.case,
    channels: thread.channels,
    latest: thread.latest?.toString() ?? null,
    asks: thread.asks.map((ask) => askJson(ask, party)),
    statements: thread.entries.map(({ shown, at, ...entry }) => ({
      ...entry,
      at: at.toString(),
      claims: Object.fromEntries([...shown.claims.values()].map(({ name, value }) => [name, value])),
    })),
    next: party === null ? [] : offersFor(thread, party),
  };
}

function askJson(ask: Ask, party: string | null) {
  const silence = silenceFor(ask, party);
  return {
    digest: ask.entry.digest,
    type: ask.entry.type,
    by: ask.entry.issuer,
    to: ask.entry.to,
    state: ask.state,
    answers: ask.answers.map(({ digest, answer }) => ({ digest, answer })),
    ...(silence === undefined ? {} : { unansweredSince: silence.toString() }),
  };
}

const threadNotFound = {
  code: 'thread-not-found',
  sentence: 'Nothing between states is shown to you under this case.',
};
