import { Type } from 'typebox';
import { apiRoute, orNull } from '#http/api-route.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';
import { Measured } from './ping-answers.ts';

const Place = Type.Object({ name: Type.String(), label: Type.String(), optional: Type.Boolean() });

const Template = Type.Object({
  id: Type.String(),
  title: Type.String(),
  channels: Type.Array(Type.Enum(['csirt', 'police', 'diplomatic'])),
  use: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  places: Type.Array(Place),
});

export const listContacts = apiRoute(
  'GET',
  '/api/v1/contacts',
  'listContacts',
  Type.Object({
    contacts: Type.Array(
      Type.Object({
        unconfirmed: Type.Boolean(),
        measured: Measured,
        statement: Digest,
        party: PartyId,
        partyName: Type.String(),
        state: Type.String(),
        contact: orNull(Type.String()),
        channel: Type.String(),
        kind: Type.Enum(['csirt', 'single-point-of-contact', 'police-24-7', 'un-diplomatic', 'un-technical']),
        name: orNull(Type.String()),
        languages: Type.Array(Type.String()),
        hours: orNull(Type.String()),
        phone: orNull(Type.String()),
        email: orNull(Type.String()),
        url: orNull(Type.String()),
        pgp: orNull(Type.String()),
        seal: orNull(Type.String()),
        verifiedOn: orNull(Type.String()),
        validUntil: orNull(Type.String()),
        statedBy: Type.String(),
        confirmed: Type.Enum(['by-itself', 'by-its-host']),
        stale: Type.Array(Type.Enum(['never-verified', 'verified-long-ago', 'pings-unanswered'])),
      }),
    ),
  }),
);

export const stateContact = apiRoute(
  'POST',
  '/api/v1/contacts',
  'stateContact',
  Type.Object({ digest: Digest, contact: Type.String() }),
);

export const listContactTemplates = apiRoute(
  'GET',
  '/api/v1/contacts/templates',
  'listContactTemplates',
  Type.Object({ templates: Type.Array(Template) }),
);

export const fillContactTemplate = apiRoute(
  'POST',
  '/api/v1/contacts/templates/fill',
  'fillContactTemplate',
  Type.Object({ subject: Type.String(), text: Type.String() }),
);
