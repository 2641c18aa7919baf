import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import { Uuid } from '#statement/statement-type.ts';

export const takeCall = apiRoute(
  'POST',
  '/api/v1/calls',
  'takeCall',
  Type.Object({
    id: Type.String(),
    code: Type.String(),
    version: Type.Integer(),
    case: Uuid,
    toDo: Type.Array(Type.Enum(['call-back', 'read-back'])),
  }),
);
