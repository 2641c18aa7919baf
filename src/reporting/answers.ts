import { Type } from 'typebox';
import { apiRoute, fileRoute, Instant, orNull } from '#http/api-route.ts';
import { Logged, RefusedPart } from '#ledger/answers.ts';
import { TLP_ORDER, USES } from '#statement/marking.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';

const Addressee = Type.Object({ role: Type.String(), name: Type.String(), party: Type.Optional(PartyId) });
const Confidence = Type.Enum(['P', 'S', 'R']);
const Need = Type.Enum(['must', 'if-known', 'where-relevant']);
const Fact = Type.String({ description: 'A fact that laws ask for, as `aware_at`' });

const Filing = Type.Object({
  digest: Digest,
  party: orNull(PartyId),
  name: orNull(Type.String()),
  way: Type.String(),
  filedAt: Instant,
  reference: orNull(Type.String()),
  report: orNull(Digest),
  release: orNull(Digest),
});

const FormStage = Type.Object({
  regime: Type.String(),
  version: Type.Integer(),
  law: Type.String(),
  stage: Type.String(),
  name: Type.String(),
  citation: Type.String(),
  confidence: Confidence,
  asked: Type.Boolean(),
  ruled_out_by: Type.Array(Type.String()),
  addressees: Type.Array(Addressee),
  missing: Type.Array(Fact),
  not_asked: Type.Array(Fact),
  fields: Type.Array(
    Type.Object({
      fact: Fact,
      label: Type.String(),
      need: Need,
      state: Type.Enum(['open', 'withheld', 'filled', 'missing', 'not-final']),
      tlp: Type.Enum([...TLP_ORDER]),
      standing: Type.Optional(Type.Enum(['value', 'not-applicable', 'estimate', 'not-known-yet'])),
      value: Type.Optional(Type.Unknown()),
      from: Type.Optional(Type.Enum(['case', 'typed', 'profile'])),
      statement: Type.Optional(Digest),
    }),
  ),
  filings: Type.Array(Filing),
  reports: Type.Array(Digest),
});

const FiledWith = Type.Object({
  addressee: Addressee,
  release: orNull(Digest),
  filing: orNull(Digest),
  refused: Type.Optional(RefusedPart),
  elsewhere: Type.Boolean(),
});

export const listCaseReports = apiRoute(
  'GET',
  '/api/v1/cases/:case/reports',
  'listCaseReports',
  Type.Object({ case: Uuid, stages: Type.Array(FormStage) }),
);

export const readReportForm = apiRoute(
  'GET',
  '/api/v1/cases/:case/reports/:regime/:stage',
  'readReportForm',
  FormStage,
);

export const signReport = apiRoute(
  'POST',
  '/api/v1/cases/:case/reports/:regime/:stage',
  'signReport',
  Type.Object({
    ...Logged.properties,
    filed: Type.Union([Type.Array(FiledWith), Type.Object({ refused: RefusedPart })]),
  }),
);

export const readReport = apiRoute(
  'GET',
  '/api/v1/reports/:digest',
  'readReport',
  Type.Object({
    format: Type.Literal('comity-regulatory-report'),
    version: Type.Literal(1),
    reference: Digest,
    case: orNull(Uuid),
    reported_by: PartyId,
    addressees: Type.Array(Addressee),
    regime: Type.Object({
      id: Type.String(),
      version: Type.Integer(),
      title: Type.String(),
      instrument: Type.String(),
      jurisdiction: Type.String(),
      status: Type.String(),
    }),
    stage: Type.Object({
      id: Type.String(),
      name: Type.String(),
      citation: Type.String(),
      confidence: Confidence,
    }),
    preliminary: Type.Boolean(),
    corrects: orNull(Digest),
    recorded_at: Instant,
    log: Type.Object({ origin: Type.String(), index: Type.Integer() }),
    facts: Type.Array(
      Type.Object({
        fact: Fact,
        label: Type.String(),
        need: Need,
        standing: Type.String(),
        value: Type.Unknown(),
        tlp: Type.Optional(Type.Enum([...TLP_ORDER])),
        uses: Type.Optional(Type.Array(Type.Enum([...USES]))),
      }),
    ),
    statement: Type.String({ description: 'SD-JWT with the disclosures that are shown to you' }),
  }),
);

export const readReportPdf = fileRoute('/api/v1/reports/:digest/pdf', 'readReportPdf', 'application/pdf');

export const fileReport = apiRoute(
  'POST',
  '/api/v1/reports/:digest/filings',
  'fileReport',
  Type.Object({ filing: Digest }),
);
