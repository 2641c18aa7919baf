import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Drafted, RefusedPart } from '#ledger/answers.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import { PreviewRow } from './preview-answer.ts';

const AlertQuestion = Type.Object({
  id: Type.Enum(['danger', 'what', 'when', 'where', 'people']),
  title: Type.String(),
  help: Type.String(),
  claims: Type.Array(Type.String()),
});

const SeverityLine = Type.Object({
  category: Type.Enum([
    'location',
    'functional_impact',
    'observed_activity',
    'actor',
    'information_impact',
    'recoverability',
    'dependency',
    'potential_impact',
  ]),
  label: Type.String(),
  option: Type.String(),
  value: Type.Integer(),
  weight: Type.Integer(),
});

const Explained = Type.Object({ label: Type.String(), means: Type.String() });

const SeverityCategory = Type.Object({
  label: Type.String(),
  weight: Type.Number(),
  options: Type.Record(Type.String(), Type.Number()),
});

export const CaseState = Type.Enum(['nothing-reported', 'near-miss', 'open', 'updated', 'closed', 'withdrawn']);

const LeftOut = Type.Object({
  claim: Type.String(),
  because: Type.Enum(['trade-secret', 'victim', 'may-name-the-victim', 'named-persons-only', 'about-the-report']),
});

const RelayRecipient = Type.Object({
  state: Type.String(),
  authority: orNull(Type.String()),
  because: Type.String(),
});

const Given = Type.Object({ to: PartyId, release: orNull(Digest) });

export const readTaxonomy = apiRoute(
  'GET',
  '/api/v1/incidents/taxonomy',
  'readTaxonomy',
  Type.Object({
    incidentTypes: Type.Object({ source: Type.String(), types: Type.Record(Type.String(), Explained) }),
    sectors: Type.Array(
      Type.Object({ id: Type.String(), label: Type.String(), annex: orNull(Type.Enum(['I', 'II'])) }),
    ),
    harms: Type.Record(Type.String(), Type.Object({ group: Type.String(), gravity: Type.Integer() })),
    states: Type.Object({ source: Type.String(), codes: Type.Array(Type.String()) }),
    indicators: Type.Record(Type.String(), Type.String()),
    likelihoods: Type.Object({
      source: Type.String(),
      bands: Type.Record(Type.String(), Type.Object({ fromPercent: Type.Integer(), toPercent: Type.Integer() })),
    }),
    confidences: Type.Array(Type.String()),
    severity: Type.Object({ source: Type.String(), categories: Type.Record(Type.String(), SeverityCategory) }),
    techniques: Type.String(),
  }),
);

export const readAlertQuestions = apiRoute(
  'GET',
  '/api/v1/incidents/alert-questions',
  'readAlertQuestions',
  Type.Object({ questions: Type.Array(AlertQuestion) }),
);

export const readProtection = apiRoute(
  'GET',
  '/api/v1/incidents/protection',
  'readProtection',
  Type.Object({
    notice: Type.String(),
    compiled: Type.String(),
    protections: Type.Array(
      Type.Object({
        status: Type.Enum(['in-force', 'not-in-force']),
        id: Type.String(),
        territories: Type.Array(Type.String()),
        instrument: Type.String(),
        citation: Type.String(),
        applies_to: Type.Array(Type.String()),
        protects: Type.String(),
        limits: Type.String(),
        confidence: Type.Enum(['unconfirmed', 'primary', 'secondary']),
      }),
    ),
    uses: Type.Array(
      Type.Object({
        use: Type.Enum(['mitigation', 'regulation', 'prosecution', 'attribution', 'publication']),
        who: Type.String(),
        for_what: Type.String(),
        unless_permitted: Type.String(),
      }),
    ),
    asExample: Type.Boolean(),
    nothingKnown: Type.Boolean(),
  }),
);

const Severity = Type.Union([
  Type.Object({
    computable: Type.Literal(true),
    score: Type.Integer(),
    weighted: Type.Integer(),
    least: Type.Integer(),
    greatest: Type.Integer(),
    priority: Type.Enum(['emergency', 'low', 'high', 'severe', 'medium', 'baseline-minor', 'baseline-negligible']),
    cutoffsConfirmed: Type.Boolean(),
    breakdown: Type.Array(SeverityLine),
  }),
  Type.Object({
    computable: Type.Literal(false),
    missing: Type.Array(
      Type.Enum([
        'location',
        'functional_impact',
        'observed_activity',
        'actor',
        'information_impact',
        'recoverability',
        'dependency',
        'potential_impact',
      ]),
    ),
    breakdown: Type.Array(SeverityLine),
  }),
]);

export const assessSeverity = apiRoute('POST', '/api/v1/incidents/severity', 'assessSeverity', Severity);

const TimeSpan = Type.Object({
  from: Instant,
  until: Instant,
  precision: Type.Enum(['year', 'month', 'day', 'instant']),
});

/** One party saying one thing; who differs stands beside whoever spoke first. */
const Assertion = Type.Object({
  value: Type.Unknown(),
  by: PartyId,
  digest: Digest,
  type: Type.String(),
  at: Instant,
  marking: Type.Unknown(),
  confidence: Type.Optional(Type.String()),
  state: Type.Enum(['stands', 'superseded', 'corrected', 'retracted', 'withdrawn']),
  changedBy: Type.Optional(Digest),
});

const CaseAnswer = Type.Object({
  state: Type.Enum(['agreed', 'differs', 'not-known-yet', 'withheld', 'not-said']),
  current: Type.Array(Assertion),
  history: Type.Array(Assertion),
});

const Change = Type.Object({
  kind: Type.Enum(['withdrawal', 'correction']),
  by: PartyId,
  digest: Digest,
  at: Instant,
  target: Digest,
  targetShown: Type.Boolean(),
  effective: Type.Boolean(),
  reason: Type.Optional(Type.Enum(['false-alarm', 'duplicate'])),
  duplicateOf: Type.Optional(Type.String()),
  retracts: Type.Array(Type.String()),
});

const TimelineEntry = Type.Object({
  digest: Digest,
  by: PartyId,
  type: Type.String(),
  arrival: Type.Integer(),
  occurred: Type.Optional(TimeSpan),
  noticed: Type.Optional(TimeSpan),
  logged: Instant,
  key: Type.Boolean(),
  text: Type.Optional(Type.String()),
  sources: Type.Array(Type.Unknown()),
  withdrawnBy: Type.Optional(Digest),
});

export const readCaseSummary = apiRoute(
  'GET',
  '/api/v1/cases/:case/summary',
  'readCaseSummary',
  Type.Object({
    case: Uuid,
    status: Type.Object({
      state: CaseState,
      since: Type.Optional(Instant),
      digest: Type.Optional(Digest),
    }),
    answers: Type.Record(Type.String(), CaseAnswer),
    title: Type.Optional(Type.String()),
    gravest: Type.Optional(Type.String()),
    severities: Type.Array(Type.Object({ by: PartyId, digest: Digest, severity: Severity })),
    speakers: Type.Array(
      Type.Object({
        party: PartyId,
        first: Instant,
        last: Instant,
        statements: Type.Integer(),
        confidence: Type.Optional(Type.String()),
        relays: Type.Boolean(),
      }),
    ),
    independentSources: Type.Object({ known: Type.Integer(), unknownRoot: Type.Boolean() }),
    corrections: Type.Array(Change),
    withdrawals: Type.Array(Change),
    timeline: Type.Array(TimelineEntry),
    nextStep: Type.Object({ act: Type.String(), sentence: Type.String(), target: Type.Optional(Digest) }),
    withheld: Type.Boolean(),
    erased: Type.Integer(),
  }),
);

export const proposeRelay = apiRoute(
  'POST',
  '/api/v1/cases/:case/relay-proposal',
  'proposeRelay',
  Type.Object({
    draft: Drafted,
    releasedClaims: Type.Array(Type.String()),
    leftOut: Type.Array(LeftOut),
    recipients: Type.Array(RelayRecipient),
    statesNotKnownYet: Type.Boolean(),
  }),
);

export const previewIncident = apiRoute(
  'POST',
  '/api/v1/incidents/preview',
  'previewIncident',
  Type.Object({
    recipients: Type.Array(Type.Object({ party: PartyId, name: Type.String() })),
    rows: Type.Array(PreviewRow),
    shownCounts: Type.Array(Type.Integer()),
  }),
);

export const notifyIncident = apiRoute(
  'POST',
  '/api/v1/incidents/notify',
  'notifyIncident',
  Type.Object({
    case: Uuid,
    given: orNull(Type.Union([Given, Type.Object({ refused: RefusedPart })])),
    digest: Digest,
    arrival: Type.Integer(),
    logIndex: Type.Integer(),
    proof: Type.String(),
  }),
);

/** One for each item, in the order they were sent: signed, kept as a draft, or refused. */
export const submitIncidents = apiRoute(
  'POST',
  '/api/v1/incidents/batch',
  'submitIncidents',
  Type.Object({
    outcomes: Type.Array(
      Type.Object({
        digest: Type.Optional(orNull(Digest)),
        draft: Type.Optional(Uuid),
        refused: Type.Optional(RefusedPart),
      }),
    ),
  }),
);
