import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Drafted, LoggedOrStored } from '#ledger/answers.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

const Answered = {
  digest: Digest,
  by: orNull(PartyId),
  at: orNull(Instant),
  recordedAt: Instant,
  assurance: orNull(Type.String()),
  via: orNull(Type.String()),
};

const Trouble = Type.Object({
  release: Digest,
  to: PartyId,
  failures: Type.Integer(),
  lastAt: Instant,
  nextAt: Instant,
  code: orNull(Type.String()),
  sentence: orNull(Type.String()),
});

/** How far what was given came; what of the release is withheld from you is null. */
const Delivery = {
  release: Digest,
  from: PartyId,
  target: orNull(Digest),
  to: orNull(PartyId),
  claims: orNull(Type.Union([Type.Literal('all'), Type.Array(Type.String())])),
  channel: orNull(Type.String()),
  hidesVictim: orNull(Type.Boolean()),
  case: orNull(Uuid),
  releasedAt: Instant,
  state: Type.Enum(['silent', 'received', 'acknowledged']),
  silentSince: orNull(Instant),
  receipt: orNull(Type.Object(Answered)),
  acknowledgements: Type.Array(Type.Object({ ...Answered, person: Type.Unknown(), note: Type.Unknown() })),
};

export const composeRelease = apiRoute('POST', '/api/v1/releases/draft', 'composeRelease', Drafted);

export const giveRelease = apiRoute('POST', '/api/v1/releases', 'giveRelease', LoggedOrStored, 201);

export const listReleases = apiRoute(
  'GET',
  '/api/v1/releases',
  'listReleases',
  Type.Object({ releases: Type.Array(Type.Object(Delivery)), troubles: Type.Array(Trouble) }),
);

export const readRelease = apiRoute(
  'GET',
  '/api/v1/releases/:digest',
  'readRelease',
  Type.Object({ ...Delivery, troubles: Type.Array(Trouble) }),
);

export const acknowledgeRelease = apiRoute(
  'POST',
  '/api/v1/releases/:digest/acknowledgement',
  'acknowledgeRelease',
  LoggedOrStored,
  201,
);

export const recallStatement = apiRoute('POST', '/api/v1/recalls', 'recallStatement', LoggedOrStored, 201);

export const readRecall = apiRoute(
  'GET',
  '/api/v1/recalls/:digest',
  'readRecall',
  Type.Object({
    recall: Digest,
    targets: Type.Array(
      Type.Object({
        target: Digest,
        confirmed: Type.Optional(Type.Integer()),
        unconfirmed: Type.Optional(Type.Integer()),
        holders: Type.Optional(
          Type.Array(Type.Object({ party: PartyId, confirmed: Type.Integer(), unconfirmed: Type.Integer() })),
        ),
      }),
    ),
  }),
);
