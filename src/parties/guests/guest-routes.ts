import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { momentAsked } from '#parties/draft-claims.ts';
import { answer, type PartyServices, personForRoute, plainClaims } from '#parties/services.ts';
import { InstantText } from '#parties/statements.ts';
import { viewerFor } from '#parties/view.ts';
import { Digest, Uuid } from '#statement/statement-type.ts';
import { answerGuest, GUEST_NOTE_CHARACTERS, writeDownAnswer } from './guest-answer.ts';
import * as api from './guest-answers.ts';
import { inviteToRelease, mailToGuest } from './guest-invitation.ts';
import { GUEST_NAME_CHARACTERS, type GuestLink, guestLinksOf, openGuestLink, revokeGuestLink } from './guests.ts';

const tags = ['guests'];
const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const Name = Type.String({ minLength: 1, maxLength: GUEST_NAME_CHARACTERS });
const Note = Type.String({ maxLength: GUEST_NOTE_CHARACTERS });

/** Parties without a node: the host hands out links, whoever holds one reads and answers. */
export function guestRoutes(app: App, services: PartyServices): void {
  hostRoutes(app, services);
  writtenDownRoute(app, services);
  holderRoutes(app, services);
}

function hostRoutes(app: App, services: PartyServices): void {
  const { connection } = services;
  const signedIn = { preHandler: app.requireActor };

  const Invitation = Type.Object(
    { release: Digest, contact: Name, expires_at: InstantText, by: Type.Enum(['link', 'mail']) },
    { additionalProperties: false },
  );
  app.post(
    api.inviteGuest.path,
    {
      ...signedIn,
      config: { act: 'invite-guest' },
      schema: {
        body: Invitation,
        summary: 'Let a party without a node read and answer a release',
        tags,
        ...api.inviteGuest.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { release, contact, by } = request.body;
      const expiry = momentAsked(request.body.expires_at, 'expires_at');
      if (!expiry.ok) return refused(reply, expiry.refusal);
      const wanted = { release, contact, expiresAt: expiry.value, viewer: request.viewer };
      if (by === 'mail') {
        return answer(reply, await mailToGuest(services, actor.value, wanted), (sent) => sent);
      }
      return answer(reply, await inviteToRelease(services, actor.value, wanted), ({ link, id }) => ({ link, id }));
    },
  );

  app.get(
    api.listGuests.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: {
        querystring: Type.Object({ release: Type.Optional(Digest) }, { additionalProperties: false }),
        summary: 'Links your party handed out',
        tags,
        ...api.listGuests.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const links = await guestLinksOf(connection, actor.value.party, request.query.release);
      return reply.send({ guests: links.map(linkJson) });
    },
  );

  revokingRoute(app, services);
}

function revokingRoute(app: App, services: PartyServices): void {
  const { connection, ledger } = services;
  app.post(
    api.revokeGuest.path,
    {
      preHandler: app.requireActor,
      config: { act: 'invite-guest' },
      schema: {
        params: Type.Object({ id: Uuid }),
        summary: 'End a link that is not answered',
        tags,
        ...api.revokeGuest.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      return answer(
        reply,
        await revokeGuestLink(connection, actor.value.party, request.params.id, ledger.now()),
        () => ({}),
      );
    },
  );
}

function writtenDownRoute(app: App, services: PartyServices): void {
  const Written = Type.Object(
    { name: Name, note: Type.Optional(Note), via: Type.Enum(['mail', 'telephone']) },
    { additionalProperties: false },
  );
  app.post(
    api.signGuestAnswer.path,
    {
      preHandler: app.requireActor,
      config: { act: 'author:acknowledgement' },
      schema: {
        params: Type.Object({ id: Uuid }),
        body: Written,
        summary: 'Write down what a guest answered',
        tags,
        ...api.signGuestAnswer.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { via, ...said } = request.body;
      const told = { ...said, via: via as 'mail' | 'telephone' };
      const written = await writeDownAnswer(services, actor.value, request.params.id, told);
      return answer(reply, written, (answered) => answered);
    },
  );
}

/** The secret travels in the body: addresses end up in logs. */
function holderRoutes(app: App, services: PartyServices): void {
  const { connection, ledger, reader } = services;
  const config = { rate: 'sign-in' } as const;

  app.post(
    api.openGuestLink.path,
    {
      config,
      schema: {
        body: Type.Object({ secret: Secret }, { additionalProperties: false }),
        summary: 'What was released under a guest link',
        tags,
        ...api.openGuestLink.schema,
      },
    },
    async (request, reply) => {
      const link = await openGuestLink(connection, request.body.secret, ledger.now());
      if (!link.ok) return refused(reply, link.refusal);
      const { guest, target, answeredAt, expiresAt, host } = link.value;
      const eyes = await viewerFor(connection, { kind: 'guest', party: guest, link: link.value.id }, ledger.now());
      const shown = await reader.statement(target, eyes);
      return reply.send({
        guest,
        host,
        expiresAt: expiresAt.toString(),
        answeredAt: answeredAt?.toString() ?? null,
        statement: shown === null ? null : plainClaims(shown),
      });
    },
  );

  const Answer = Type.Object(
    { secret: Secret, name: Name, note: Type.Optional(Note) },
    { additionalProperties: false },
  );
  app.post(
    api.answerAsGuest.path,
    {
      config,
      schema: { body: Answer, summary: 'Answer that you have read it', tags, ...api.answerAsGuest.schema },
    },
    async (request, reply) => {
      const { secret, ...said } = request.body;
      return answer(reply, await answerGuest(services, secret, said), (answered) => answered);
    },
  );
}

function linkJson({ expiresAt, answeredAt, ...link }: GuestLink) {
  return { ...link, expiresAt: expiresAt.toString(), answeredAt: answeredAt?.toString() ?? null };
}
