import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

const Offer = Type.Object({ type: Type.String(), about: Type.String() });

const Template = Type.Object({
  id: Type.String(),
  title: Type.String(),
  type: Type.String(),
  claims: Type.Record(Type.String(), Type.Unknown()),
});

const Thread = Type.Object({
  case: Uuid,
  channels: Type.Array(Type.String()),
  latest: orNull(Instant),
  asks: Type.Array(
    Type.Object({
      unansweredSince: Type.Optional(Instant),
      digest: Digest,
      type: Type.String(),
      by: PartyId,
      to: orNull(PartyId),
      state: Type.Enum(['open', 'closed', 'answered']),
      answers: Type.Array(Type.Object({ digest: Digest, answer: orNull(Type.String()) })),
    }),
  ),
  statements: Type.Array(
    Type.Object({
      at: Instant,
      claims: Type.Record(Type.String(), Type.Unknown()),
      digest: Digest,
      issuer: PartyId,
      type: Type.String(),
      channel: orNull(Type.String()),
      to: orNull(PartyId),
      about: orNull(Type.String()),
      answer: orNull(Type.String()),
    }),
  ),
  next: Type.Array(Offer),
});

export const listThreads = apiRoute(
  'GET',
  '/api/v1/cooperation/threads',
  'listThreads',
  Type.Object({
    threads: Type.Array(Thread),
  }),
);

export const readThread = apiRoute('GET', '/api/v1/cooperation/threads/:case', 'readThread', Thread);

export const listCooperationTemplates = apiRoute(
  'GET',
  '/api/v1/cooperation/templates',
  'listCooperationTemplates',
  Type.Object({ templates: Type.Array(Template) }),
);

export const proposeCooperation = apiRoute(
  'POST',
  '/api/v1/cooperation/proposals',
  'proposeCooperation',
  Type.Union([
    Type.Object({ signed: Digest, case: Uuid }),
    Type.Object({ draft: Uuid, version: Type.Integer(), case: Uuid }),
  ]),
);

export const sendCooperation = apiRoute(
  'POST',
  '/api/v1/cooperation/proposals/:id/send',
  'sendCooperation',
  Type.Object({ digest: Digest, case: Uuid, refused: Type.Record(Type.String(), Type.String()) }),
);
