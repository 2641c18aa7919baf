import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { ClaimValues } from '#ledger/answers.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';

/** A statement of the directory, with the claims that are shown to you. */
export const Entry = Type.Object({
  digest: Digest,
  issuer: PartyId,
  recordedAt: Instant,
  claims: ClaimValues,
  withheld: Type.Boolean(),
});

export const listParties = apiRoute(
  'GET',
  '/api/v1/parties',
  'listParties',
  Type.Object({ parties: Type.Array(Type.Object({ party: PartyId, profile: Entry })) }),
);

export const readParty = apiRoute(
  'GET',
  '/api/v1/parties/:party',
  'readParty',
  Type.Object({ party: PartyId, hosted: Type.Boolean(), describedBy: Type.String(), profile: Entry }),
);

export const listPartyKeys = apiRoute(
  'GET',
  '/api/v1/parties/:party/keys',
  'listPartyKeys',
  Type.Object({
    root: Type.String(),
    keys: Type.Array(
      Type.Object({
        kid: Type.String(),
        use: Type.String(),
        key: Type.Unknown(),
        statement: Digest,
        validFrom: Instant,
        invalidAfter: orNull(Instant),
      }),
    ),
  }),
);

export const listPartyContacts = apiRoute(
  'GET',
  '/api/v1/parties/:party/contacts',
  'listPartyContacts',
  Type.Object({ contacts: Type.Array(Entry) }),
);

export const listCommunities = apiRoute(
  'GET',
  '/api/v1/communities',
  'listCommunities',
  Type.Object({ communities: Type.Array(Entry) }),
);
