import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { CaseState } from '#incidents/answers.ts';
import { Logged } from '#ledger/answers.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import { StateCode } from '#vocabulary/states.ts';
import { DECISIONS, Reason } from './statements.ts';

const BorderCase = Type.Object({
  case: Uuid,
  status: CaseState,
  ended: Type.Boolean(),
  states: Type.Array(
    Type.Object({
      state: StateCode,
      authority: orNull(PartyId),
      reasons: Type.Array(Reason),
      customers: orNull(Type.Integer()),
      decided: orNull(
        Type.Object({
          digest: Digest,
          decision: Type.Enum([...DECISIONS]),
          at: Instant,
          by: Type.String(),
          reason: orNull(Type.String()),
        }),
      ),
      told: orNull(
        Type.Object({
          releasedAt: Instant,
          receivedAt: orNull(Instant),
          acknowledgedAt: orNull(Instant),
          silentSince: orNull(Instant),
          onItsWay: Type.Boolean(),
        }),
      ),
    }),
  ),
});

export const listBorderCases = apiRoute(
  'GET',
  '/api/v1/border',
  'listBorderCases',
  Type.Object({ cases: Type.Array(BorderCase), next: Type.Optional(Type.String()) }),
);

export const readBorderCase = apiRoute('GET', '/api/v1/border/:case', 'readBorderCase', BorderCase);

export const decideBorderState = apiRoute(
  'POST',
  '/api/v1/border/:case/decisions',
  'decideBorderState',
  Type.Union([Logged, Type.Object({ unchanged: Type.Literal(true) })]),
);
