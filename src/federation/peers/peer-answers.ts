import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';

const ShownProfile = Type.Object({ name: Type.String(), kind: Type.String(), territory: Type.String() });

export const listPeers = apiRoute(
  'GET',
  '/api/v1/peers',
  'listPeers',
  Type.Object({
    peers: Type.Array(
      Type.Object({
        misbehaviour: Type.Array(Type.Object({ statement: Digest, kind: Type.String() })),
        via: orNull(Type.String()),
        formerLogKeys: Type.Array(Type.String()),
        confirmers: Type.Array(Type.String()),
        confirmedAt: Instant,
        logKey: Type.String(),
        witnessKeys: Type.Array(Type.String()),
        requestKey: Type.String(),
        party: PartyId,
        root: Type.String(),
        node: Type.String(),
        log: Type.String(),
        confirmedBy: Type.String(),
        confirmation: Type.String(),
        mutual: Type.Boolean(),
      }),
    ),
  }),
);

export const invitePeer = apiRoute(
  'POST',
  '/api/v1/peers/invitations',
  'invitePeer',
  Type.Object({ invitation: Type.String() }),
  201,
);

export const acceptPeer = apiRoute(
  'POST',
  '/api/v1/peers/acceptances',
  'acceptPeer',
  Type.Object({ peer: Type.String(), confirmation: Type.String() }),
  201,
);

export const listPeerRequests = apiRoute(
  'GET',
  '/api/v1/peers/requests',
  'listPeerRequests',
  Type.Object({
    requests: Type.Array(
      Type.Object({
        receivedAt: Instant,
        party: PartyId,
        invitedBy: Type.String(),
        root: Type.String(),
        node: Type.String(),
        log: Type.String(),
        profile: Type.Optional(ShownProfile),
      }),
    ),
  }),
);

export const confirmPeer = apiRoute(
  'POST',
  '/api/v1/peers/confirmations',
  'confirmPeer',
  Type.Object({ peer: Type.String(), confirmation: Type.String() }),
  201,
);

export const removePeer = apiRoute(
  'POST',
  '/api/v1/peers/removals',
  'removePeer',
  Type.Object({ removed: Type.String() }),
  201,
);
