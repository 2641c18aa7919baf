import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

const Receiver = Type.Object({
  party: PartyId,
  name: Type.String(),
  node: Type.String(),
  recipient: Type.String(),
});

export const listReceivingKeys = apiRoute(
  'GET',
  '/api/v1/receiving-keys',
  'listReceivingKeys',
  Type.Object({ receivers: Type.Array(Receiver) }),
);
