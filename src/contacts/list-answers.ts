import { Type } from 'typebox';
import { apiRoute, Done, fileRoute, Instant } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

export const exportContacts = fileRoute(
  '/api/v1/contacts/export',
  'exportContacts',
  'text/csv',
  'application/json',
);

export const importContacts = apiRoute(
  'POST',
  '/api/v1/contacts/import',
  'importContacts',
  Type.Object({ kept: Type.Integer(), found: Type.Integer(), repeated: Type.Array(Type.String()) }),
);

export const listUnconfirmedContacts = apiRoute(
  'GET',
  '/api/v1/contacts/unconfirmed',
  'listUnconfirmedContacts',
  Type.Object({
    contacts: Type.Array(
      Type.Object({
        id: Type.String(),
        source: Type.String(),
        importedBy: Type.String(),
        importedAt: Instant,
        unconfirmed: Type.Boolean(),
        url: Type.Optional(Type.String()),
        party: Type.Optional(PartyId),
        name: Type.Optional(Type.String()),
        languages: Type.Optional(Type.Array(Type.String())),
        hours: Type.Optional(Type.String()),
        phone: Type.Optional(Type.String()),
        email: Type.Optional(Type.String()),
        pgp: Type.Optional(Type.String()),
        seal: Type.Optional(Type.String()),
        verified_on: Type.Optional(Type.String()),
        note: Type.Optional(Type.String()),
        state: Type.String(),
        kind: Type.Enum(['csirt', 'single-point-of-contact', 'police-24-7', 'un-diplomatic', 'un-technical']),
        organisation: Type.String(),
      }),
    ),
  }),
);

export const dropUnconfirmedContact = apiRoute(
  'DELETE',
  '/api/v1/contacts/unconfirmed/:id',
  'dropUnconfirmedContact',
  Done,
);
