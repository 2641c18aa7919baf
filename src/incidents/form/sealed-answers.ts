import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

export const handInSealedReport = apiRoute(
  'POST',
  '/api/v1/sealed-reports',
  'handInSealedReport',
  Type.Union([
    Type.Object({ state: Type.Literal('opened'), to: PartyId, reference: Type.String() }),
    Type.Object({
      state: Type.Literal('handed-on'),
      to: PartyId,
      node: Type.String(),
      reference: orNull(Type.String()),
    }),
    Type.Object({ state: Type.Literal('waits'), to: PartyId, node: Type.String(), until: Instant }),
    Type.Object({ state: Type.Literal('carry-on'), to: PartyId, node: Type.String() }),
  ]),
);
