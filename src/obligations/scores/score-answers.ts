import { Type } from 'typebox';
import { apiRoute, fileRoute, Instant, orNull } from '#http/api-route.ts';
import { PartyId } from '#statement/statement-type.ts';

const ScoreRow = Type.Object({
  regime: Type.String(),
  stage: Type.String(),
  kind: Type.Enum(['law', 'agreement', 'norm', 'promise', 'expectation']),
  counts: Type.Object({
    open: Type.Optional(Type.Integer()),
    withdrawn: Type.Optional(Type.Integer()),
    answered: Type.Optional(Type.Integer()),
    'answered-elsewhere': Type.Optional(Type.Integer()),
    unanswered: Type.Optional(Type.Integer()),
    'not-applicable': Type.Optional(Type.Integer()),
    'not-triggered': Type.Optional(Type.Integer()),
    held: Type.Optional(Type.Integer()),
    met: Type.Optional(Type.Integer()),
    'met-late': Type.Optional(Type.Integer()),
    breached: Type.Optional(Type.Integer()),
    excused: Type.Optional(Type.Integer()),
    lapsed: Type.Optional(Type.Integer()),
  }),
  medianLeadMinutes: orNull(Type.Integer()),
  medianLagMinutes: orNull(Type.Integer()),
});

export const readScore = apiRoute(
  'GET',
  '/api/v1/scores/:party',
  'readScore',
  Type.Object({
    party: PartyId,
    from: Instant,
    until: Instant,
    at: Instant,
    duties: Type.Array(ScoreRow),
    promises: Type.Array(ScoreRow),
    norms: Type.Array(ScoreRow),
    reading: Type.Object({
      given: Type.Integer(),
      read: Type.Integer(),
      medianMinutes: orNull(Type.Integer()),
      slowestMinutes: orNull(Type.Integer()),
    }),
    numbers: orNull(
      Type.Object({ first: Type.Integer(), last: Type.Integer(), missing: Type.Array(Type.Integer()) }),
    ),
    notWitnessed: Type.Integer(),
    statements: Type.Integer(),
  }),
);

export const exportScoreBundle = fileRoute(
  '/api/v1/scores/:party/bundle',
  'exportScoreBundle',
  'application/json',
);

export const exportScoreFigures = fileRoute(
  '/api/v1/scores/:party/figures',
  'exportScoreFigures',
  'text/csv',
  'application/vnd.apache.parquet',
);
