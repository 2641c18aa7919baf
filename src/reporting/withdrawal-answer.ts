import { Type } from 'typebox';
import { apiRoute } from '#http/api-route.ts';
import { Digest } from '#statement/statement-type.ts';

export const withdrawReport = apiRoute(
  'POST',
  '/api/v1/reports/:digest/withdrawal',
  'withdrawReport',
  Type.Object({ withdrawal: Digest }),
);
