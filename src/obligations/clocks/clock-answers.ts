import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { OBLIGATION_STATES } from '#obligations/clocks/obligation.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

const Sureness = Type.Object({
  confidence: Type.Enum(['P', 'S', 'R']),
  least: Type.Enum(['status', 'text', 'calendar']),
});

const CountedFrom = Type.Object({
  from: Instant,
  /** What it was counted from, by its digest. */
  by: orNull(Digest),
  limit: orNull(Type.Integer()),
  turn: orNull(Type.Integer()),
  zone: Type.String(),
  state: orNull(Type.String()),
});

const DueChange = Type.Object({
  from: orNull(Instant),
  to: orNull(Instant),
  because: Type.String(),
  reason: Type.Enum(['extended', 'corrected', 'suspended', 'resumed', 'triggered', 'earlier-limit']),
  at: Instant,
});

const Clock = Type.Object({
  state: Type.Enum([...OBLIGATION_STATES]),
  due: orNull(Instant),
  laterBecause: orNull(Type.String()),
  fileAt: orNull(Instant),
  age: orNull(Type.String()),
  holidays: orNull(Type.String()),
  title: orNull(Type.String()),
  stageName: orNull(Type.String()),
  citation: orNull(Type.String()),
  source: orNull(Type.String()),
  id: Type.String(),
  case: Uuid,
  regime: Type.String(),
  version: Type.Integer(),
  stage: Type.String(),
  kind: Type.Enum(['law', 'agreement', 'norm', 'promise', 'expectation']),
  sureness: orNull(Sureness),
  bearer: PartyId,
  role: Type.String(),
  addressee: orNull(PartyId),
  what: orNull(Type.String()),
  restsOn: Type.Array(Type.String()),
  triggeredAt: orNull(Instant),
  dueAt: orNull(Instant),
  countedBy: orNull(Type.Object({ state: orNull(Type.String()) })),
  counted: orNull(CountedFrom),
  otherReading: orNull(
    Type.Object({ at: Instant, because: Type.Enum(['hour-of-event', 'closing-hour', 'free-last-day']) }),
  ),
  begins: orNull(Type.Object({ at: orNull(Instant), asks: orNull(Type.String()), tooEarly: Type.Boolean() })),
  effect: orNull(Type.Literal('lapse')),
  countdown: Type.Boolean(),
  history: Type.Array(DueChange),
  metAt: orNull(Instant),
  metBy: orNull(Type.String()),
  metElsewhere: Type.Boolean(),
  held: orNull(Type.Object({ until: Instant, by: PartyId, hiddenFrom: Type.Array(Type.String()) })),
  excused: orNull(Type.Object({ by: PartyId, basis: Type.String() })),
  notApplicable: orNull(Type.String()),
  closedBy: orNull(Type.String()),
  closedAt: orNull(Instant),
});

export const listCaseClocks = apiRoute(
  'GET',
  '/api/v1/cases/:case/clocks',
  'listCaseClocks',
  Type.Object({
    case: Uuid,
    now: Instant,
    clocks: Type.Array(Clock),
    conflicts: Type.Array(
      Type.Object({
        sentence: Type.String(),
        code: Type.Enum([
          'correction-by-another',
          'corrected-unknown',
          'moments-differ',
          'filed-before-trigger',
          'change-not-competent',
          'change-without-effect',
          'hold-not-competent',
        ]),
        digest: Digest,
        by: PartyId,
        about: orNull(Type.String()),
      }),
    ),
    unknownTexts: Type.Array(
      Type.Object({
        sentence: Type.String(),
        regime: Type.String(),
        version: Type.Integer(),
        hash: Type.String(),
        by: PartyId,
        digest: Digest,
        versionKnown: Type.Boolean(),
      }),
    ),
  }),
);

export const listClocks = apiRoute(
  'GET',
  '/api/v1/clocks',
  'listClocks',
  Type.Object({
    now: Instant,
    clocks: Type.Array(Clock),
    next: orNull(Type.String()),
  }),
);
