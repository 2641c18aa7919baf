import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

const HelpEntry = Type.Object({
  id: Type.String(),
  title: Type.String(),
  text: Type.String(),
  href: Type.String(),
});

export const searchAll = apiRoute(
  'GET',
  '/api/v1/search',
  'searchAll',
  Type.Object({
    statement: orNull(Digest),
    case: orNull(Uuid),
    reference: orNull(Type.Enum(['mistyped', 'not-found'])),
    cases: Type.Array(Uuid),
    hits: Type.Array(
      Type.Object({
        digest: Digest,
        issuer: PartyId,
        type: Type.String(),
        case: orNull(Uuid),
        recordedAt: Instant,
        found: Type.Array(
          Type.Object({
            claim: Type.String(),
            tlp: Type.Enum(['clear', 'green', 'amber', 'amber+strict', 'red']),
            text: Type.String(),
          }),
        ),
      }),
    ),
    parties: Type.Array(Type.Object({ party: PartyId, name: Type.String() })),
    help: Type.Array(HelpEntry),
    next: orNull(Type.Integer()),
  }),
);
