import { Type } from 'typebox';
import type { Federation } from '#federation/federation.ts';
import type { Office } from '#federation/office.ts';
import { CHANNELS } from '#federation/statements.ts';
import { created } from '#http/answers.ts';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Actor, Appended, Reader } from '#ledger/contract.ts';
import { InstantText } from '#parties/statements.ts';
import { USES } from '#statement/marking.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import { acknowledge } from './acknowledge.ts';
import { troubles } from './attempts.ts';
import { composeRelease, heldBy, type ReleaseWish } from './compose-release.ts';
import { type Delivery, deliveries } from './deliveries.ts';
import { deliveryJson } from './delivery-json.ts';
import { callingsFor, reachBelow } from './recall-count.ts';
import * as api from './release-answers.ts';

const MAX_TEXT_CHARACTERS = 2_000;
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
const OneDigest = Type.Object({ digest: Digest });

const Wish = Type.Object(
  {
    target: Digest,
    to: PartyId,
    claims: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64, uniqueItems: true })),
    channel: Type.Union(CHANNELS.map((channel) => Type.Literal(channel))),
    basis: Type.Optional(Text),
    purpose: Type.Optional(Text),
    crossing: Type.Optional(Text),
    consent: Type.Optional(Digest),
    under: Type.Optional(Digest),
    uses: Type.Optional(Type.Array(Type.Enum([...USES]), { maxItems: USES.length, uniqueItems: true })),
    delete_by: Type.Optional(InstantText),
  },
  { additionalProperties: false },
);

/** Releases, acknowledgements and recalls as JSON, for whoever acts for one of their two parties. */
export function releaseRoutes(app: App, { office }: Federation, reader: Reader): void {
  const signedIn = { preHandler: app.requireActor };

  app.post(
    api.composeRelease.path,
    {
      ...signedIn,
      config: { scope: 'release' },
      schema: {
        body: Wish,
        summary: 'A release as a draft, for approval by a second person',
        tags: ['releases'],
        ...api.composeRelease.schema,
      },
    },
    async (request, reply) => {
      const draft = await composeRelease(office, wishOf(request.body, personOf(request).party));
      return draft.ok ? reply.send(draft.value) : refused(reply, draft.refusal);
    },
  );

  app.post(
    api.giveRelease.path,
    {
      ...signedIn,
      config: { scope: 'release' },
      schema: {
        body: Wish,
        summary: 'Give a statement to a party of your own state',
        tags: ['releases'],
        ...api.giveRelease.schema,
      },
    },
    async (request, reply) => {
      const actor = personOf(request);
      const draft = await composeRelease(office, wishOf(request.body, actor.party));
      if (!draft.ok) return refused(reply, draft.refusal);
      const outcome = await office.ledger.submit({ kind: 'draft', actor, draft: draft.value, ...keyOf(request) });
      return outcome.ok ? created(reply).send(appendedJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );

  readRoutes(app, office, reader);
  acknowledgementRoute(app, office);
  recallRoutes(app, office, reader);
}

function readRoutes(app: App, office: Office, reader: Reader): void {
  const { connection } = office.store;
  const signedIn = { preHandler: app.requireActor };

  app.get(
    api.listReleases.path,
    {
      ...signedIn,
      schema: {
        querystring: Type.Object({ case: Uuid }, { additionalProperties: false }),
        summary: 'Who was given what in a case, and what came back',
        tags: ['releases'],
        ...api.listReleases.schema,
      },
    },
    async (request) => {
      const all = await deliveries(connection, { case: request.query.case });
      const own = all.filter((delivery) => concerns(delivery, request));
      const told = await Promise.all(own.map((delivery) => deliveryJson(reader, request.viewer, delivery)));
      const releases = told.filter((one) => one !== undefined);
      const failed = await troubles(
        connection,
        releases.map(({ release }) => release),
      );
      return { releases, troubles: failed.map(troubleJson) };
    },
  );

  app.get(
    api.readRelease.path,
    {
      ...signedIn,
      schema: {
        params: OneDigest,
        summary: 'One release and what came back',
        tags: ['releases'],
        ...api.readRelease.schema,
      },
    },
    async (request, reply) => {
      const [delivery] = await deliveries(connection, { releases: [request.params.digest] });
      if (delivery === undefined || !concerns(delivery, request)) return refused(reply, unknownRelease);
      const told = await deliveryJson(reader, request.viewer, delivery);
      if (told === undefined) return refused(reply, unknownRelease);
      const failed = await troubles(connection, [delivery.release]);
      return reply.send({ ...told, troubles: failed.map(troubleJson) });
    },
  );
}

function acknowledgementRoute(app: App, office: Office): void {
  app.post(
    api.acknowledgeRelease.path,
    {
      preHandler: app.requireActor,
      config: { scope: 'acknowledge' },
      schema: {
        params: OneDigest,
        body: Type.Object({ note: Type.Optional(Text) }, { additionalProperties: false }),
        summary: 'Say that you have read what was released to your party',
        tags: ['releases'],
        ...api.acknowledgeRelease.schema,
      },
    },
    async (request, reply) => {
      const more = { ...request.body, ...keyOf(request) };
      const outcome = await acknowledge(office, personOf(request), request.params.digest, more);
      return outcome.ok ? created(reply).send(appendedJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );
}

function recallRoutes(app: App, office: Office, reader: Reader): void {
  const signedIn = { preHandler: app.requireActor };
  const Recall = Type.Object(
    { target: Digest, reason: Text, replaces: Type.Optional(Digest) },
    { additionalProperties: false },
  );

  app.post(
    api.recallStatement.path,
    {
      ...signedIn,
      config: { scope: 'release' },
      schema: {
        body: Recall,
        summary: 'Call a statement back from everybody who holds it',
        tags: ['releases'],
        ...api.recallStatement.schema,
      },
    },
    async (request, reply) => {
      const actor = personOf(request);
      const { target, reason, replaces } = request.body;
      const held = await heldBy(office, actor.party, target);
      if (!held.ok) return refused(reply, held.refusal);
      const claims = { target, reason, ...(replaces === undefined ? {} : { replaces }) };
      const outcome = await office.ledger.submit({
        kind: 'draft',
        actor,
        draft: { type: 'recall', issuer: actor.party, case: held.value.case, claims },
        ...keyOf(request),
      });
      return outcome.ok ? created(reply).send(appendedJson(outcome.value)) : refused(reply, outcome.refusal);
    },
  );

  app.get(
    api.readRecall.path,
    {
      ...signedIn,
      schema: {
        params: OneDigest,
        summary: 'How far a recall, withdrawal or correction has come below your party',
        tags: ['releases'],
        ...api.readRecall.schema,
      },
    },
    async (request, reply) => {
      const { connection } = office.store;
      const { party } = personOf(request);
      const { digest } = request.params;
      const shown = await reader.statement(digest, request.viewer);
      // A withdrawal names several at once.
      const said = new Set([...(shown?.claims.values() ?? [])].flatMap(({ value }) => value));
      const found = (await callingsFor(connection, party, [digest])).filter(({ target }) => said.has(target));
      if (found.length === 0) return refused(reply, unknownRelease);
      const reached = await Promise.all(found.map((calling) => reachBelow(connection, party, calling)));
      return reply.send({
        recall: digest,
        targets: found.map(({ target }, at) => ({ target, ...reached[at] })),
      });
    },
  );
}

const unknownRelease = {
  code: 'statement-not-found',
  sentence: 'There is nothing of that kind here between your party and another.',
} as const;

type Person = Extract<Actor, { kind: 'person' }>;

/** `requireActor` has let somebody in; a program that signs with its party's own key has no business here. */
export function personOf({ actor }: Request): Person {
  if (actor?.kind === 'person') return actor;
  throw new Error('act for a party: nobody is signed in');
}

function concerns(delivery: Delivery, { viewer }: Request): boolean {
  return viewer.party !== null && (viewer.party === delivery.from || viewer.party === delivery.to);
}

function wishOf(body: Omit<ReleaseWish, 'from'>, from: string): ReleaseWish {
  return { ...body, from };
}

function keyOf({ idempotencyKey }: Request) {
  return idempotencyKey === undefined ? {} : { idempotencyKey };
}

function appendedJson(appended: Appended | null) {
  return appended === null ? {} : { ...appended };
}

function troubleJson(trouble: Awaited<ReturnType<typeof troubles>>[number]) {
  return { ...trouble, lastAt: trouble.lastAt.toString(), nextAt: trouble.nextAt.toString() };
}
