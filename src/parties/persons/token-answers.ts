import { Type } from 'typebox';
import { apiRoute, Done, Instant, orNull } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

export const listTokens = apiRoute(
  'GET',
  '/api/v1/tokens',
  'listTokens',
  Type.Object({
    tokens: Type.Array(
      Type.Object({
        createdAt: Instant,
        expiresAt: Instant,
        usedAt: orNull(Instant),
        revokedAt: orNull(Instant),
        id: Type.String(),
        person: Type.String(),
        party: PartyId,
        label: Type.String(),
        scopes: Type.Array(Type.String()),
      }),
    ),
  }),
);

/** The token itself is told here once, and kept nowhere. */
export const issueToken = apiRoute(
  'POST',
  '/api/v1/tokens',
  'issueToken',
  Type.Object({ token: Type.String(), id: Type.String() }),
);

export const revokeToken = apiRoute('DELETE', '/api/v1/tokens/:id', 'revokeToken', Done);
