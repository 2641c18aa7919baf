import { Type } from 'typebox';
import { apiRoute, fileRoute, Instant, orNull } from '#http/api-route.ts';

const Confidence = Type.Enum(['P', 'S', 'R']);
const Applies = Type.Enum(['applies', 'may-apply', 'does-not-apply']);
const Questions = Type.Array(Type.Object({ fact: Type.String(), ask: Type.String() }));
const Day = Type.String({ description: 'As 2026-03-01' });

const DutyStage = Type.Object({
  stage: Type.String(),
  name: Type.String(),
  citation: Type.String(),
  confidence: Confidence,
  applies: Applies,
  questions: Questions,
  addressees: Type.Array(Type.Object({ role: Type.String(), name: Type.String() })),
  within: Type.Array(Type.String()),
  qualifier: orNull(Type.String()),
  countdown: Type.Boolean(),
  dueAt: orNull(Instant),
  dueLocal: orNull(Type.String()),
  beforeExtension: orNull(Instant),
  lenientEnd: orNull(Instant),
  lenientBecause: orNull(Type.String()),
  noCountdown: orNull(Type.Object({ code: Type.String(), sentence: Type.String() })),
  holidays: orNull(Type.String()),
  sureness: orNull(Type.Unknown()),
  note: orNull(Type.String()),
});

const RegimeSummary = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  instrument: Type.String(),
  jurisdiction: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  confidence: Confidence,
  stages: Type.Integer(),
  binding: Type.Boolean(),
  checkedOn: Day,
});

const Duties = Type.Object({
  guidance: Type.String(),
  zone: Type.String(),
  questions: Questions,
  regimes: Type.Array(
    Type.Object({
      regime: Type.String(),
      version: Type.Integer(),
      title: Type.String(),
      instrument: Type.String(),
      jurisdiction: Type.String(),
      kind: Type.String(),
      status: Type.String(),
      statusConfidence: Confidence,
      statusNote: orNull(Type.String()),
      confidence: Confidence,
      checkedOn: Day,
      sources: Type.Array(Type.String()),
      applies: Applies,
      binding: Type.Boolean(),
      computed: Type.Boolean(),
      bindsFrom: orNull(Instant),
      begins: orNull(Type.String()),
      fileAt: orNull(Type.String()),
      questions: Questions,
      reasons: Type.Array(Type.String()),
      stages: Type.Array(DutyStage),
    }),
  ),
});

export const listDuties = apiRoute('GET', '/api/v1/duties', 'listDuties', Duties);

export const findDuties = apiRoute('POST', '/api/v1/duties', 'findDuties', Duties);

export const listRegimes = apiRoute(
  'GET',
  '/api/v1/regimes',
  'listRegimes',
  Type.Object({ regimes: Type.Array(RegimeSummary) }),
);

export const readRegimeSchema = fileRoute('/api/v1/regimes/schema', 'readRegimeSchema', 'application/schema+json');

/** `/api/v1/regimes/schema` says what a regime holds. */
export const readRegime = apiRoute(
  'GET',
  '/api/v1/regimes/:id',
  'readRegime',
  Type.Object({
    regime: Type.Unknown(),
    hash: Type.Optional(Type.String()),
    versions: Type.Array(
      Type.Object({ version: Type.Integer(), validFrom: Day, hash: Type.Optional(Type.String()) }),
    ),
    examples: Type.Array(Type.Unknown()),
  }),
);
