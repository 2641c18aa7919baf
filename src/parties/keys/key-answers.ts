import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import { Digest } from '#statement/statement-type.ts';

export const rotateKey = apiRoute(
  'POST',
  '/api/v1/keys/rotate',
  'rotateKey',
  Type.Object({ statement: Type.Optional(Digest) }),
);

export const readNumbers = apiRoute(
  'GET',
  '/api/v1/numbers',
  'readNumbers',
  Type.Object({ log: Type.String(), realm: Type.String(), number: Type.Integer(), caseNumber: Type.Integer() }),
);

export const awaitRoot = apiRoute(
  'POST',
  '/api/v1/parties/awaited-roots',
  'awaitRoot',
  Type.Object({ root: Type.String(), days: Type.Integer() }),
);
