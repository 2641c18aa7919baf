import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import { Entry } from '#parties/directory-answers.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';

export const readMe = apiRoute(
  'GET',
  '/api/v1/me',
  'readMe',
  Type.Union([
    Type.Null(),
    Type.Object({
      actor: Type.Union([
        Type.Object({
          kind: Type.Literal('person'),
          person: Type.String(),
          party: PartyId,
          token: Type.Optional(Type.String()),
          scopes: Type.Optional(Type.Array(Type.String())),
        }),
        Type.Object({ kind: Type.Literal('key'), party: PartyId }),
      ]),
      name: Type.String(),
      party: PartyId,
      partyName: Type.String(),
      roles: Type.Array(Type.String()),
    }),
  ]),
);

export const listPersons = apiRoute(
  'GET',
  '/api/v1/persons',
  'listPersons',
  Type.Object({ persons: Type.Array(Entry) }),
);

export const addPerson = apiRoute(
  'POST',
  '/api/v1/persons',
  'addPerson',
  Type.Object({ person: Type.String(), mandate: Type.Optional(Digest) }),
);

/** A code takes two: the first who asks is told to wait. */
export const inviteEnrolment = apiRoute(
  'POST',
  '/api/v1/persons/:uuid/enrolment',
  'inviteEnrolment',
  Type.Union([
    Type.Object({ code: Type.String(), hours: Type.Integer(), alone: Type.Boolean() }),
    Type.Object({ waiting: Type.Literal(true), hours: Type.Integer(), sentence: Type.String() }),
  ]),
);

export const endMandate = apiRoute(
  'POST',
  '/api/v1/mandates/:digest/end',
  'endMandate',
  Type.Object({ ended: Type.Optional(Digest) }),
);
