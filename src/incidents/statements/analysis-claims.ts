import { type Static, Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { type ClaimSpec, claim, orUnknown } from '#statement/statement-type.ts';
import { CveId, TechniqueId } from '#vocabulary/identifiers.ts';
import { Indicator } from '#vocabulary/indicators.ts';
import { Confidence, LikelihoodId } from '#vocabulary/judgement.ts';
import { Nciss } from '#vocabulary/severity.ts';
import { Line, MAX_LINE_CHARACTERS, Text } from './incident-claims.ts';

const MAX_TECHNIQUES = 100;
export const MAX_CVES = 100;
export const MAX_INDICATORS = 200;
export const MAX_SOURCES = 20;

const Techniques = orUnknown(
  Type.Array(TechniqueId, { minItems: 1, maxItems: MAX_TECHNIQUES, uniqueItems: true }),
);
const Cves = orUnknown(Type.Array(CveId, { minItems: 1, maxItems: MAX_CVES, uniqueItems: true }));
export const Indicators = orUnknown(Type.Array(Indicator, { minItems: 1, maxItems: MAX_INDICATORS }));
export const LikelihoodClaim = orUnknown(LikelihoodId);
export const ConfidenceClaim = orUnknown(Confidence);
export const Stage = ofKind({ words: 'standing' }, Type.Enum(['ongoing', 'contained', 'recovering', 'recovered']));

/** Who may be behind it, by kind only. Naming anybody is attribution, which has statements of its own. */
const ActorKinds = orUnknown(
  Type.Array(
    ofKind(
      { words: 'actor_kinds' },
      Type.Enum([
        'state',
        'state-affiliated',
        'criminal',
        'activist',
        'insider',
        'partner',
        'terrorist',
        'nature',
        'other',
      ]),
    ),
    { minItems: 1, maxItems: 9, uniqueItems: true },
  ),
);

/** Where a fact was published. `confirmed` is false where nobody here has read the source itself. */
export const Source = ofKind(
  { words: 'source' },
  Type.Object(
    {
      title: Line,
      publisher: Line,
      date: Type.Optional(Type.String({ pattern: '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$' })),
      url: Type.Optional(Type.String({ pattern: '^https?://[!-~]+$', maxLength: 500 })),
      confirmed: Type.Boolean(),
    },
    { additionalProperties: false },
  ),
);
export type Source = Static<typeof Source>;
export const Sources = Type.Array(Source, { minItems: 1, maxItems: MAX_SOURCES });

export const SourceReference = Type.Object(
  {
    scheme: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    id: Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS }),
  },
  { additionalProperties: false },
);

const amber = marking('amber');
const strict = marking('amber+strict');

/** What was found out by looking closer. */
export const ANALYSIS = {
  stage: claim('How it stands now', Stage, amber),
  techniques: claim('ATT&CK techniques', Techniques, amber, 'Ids like T1110 or T0883, enterprise or ICS'),
  cves: claim('Vulnerabilities used', Cves, amber, 'CVE ids'),
  indicators: claim('Indicators', Indicators, amber, 'Addresses, hashes and names seen; plain, not defanged'),
  nciss: claim('Severity inputs', Nciss, amber, 'The eight categories of the US NCISS'),
  actor_kinds: claim('Kind of actor suspected', ActorKinds, strict, 'As the speaker sees it; not an attribution'),
  likelihood: claim('Likelihood that it was done on purpose', LikelihoodClaim, amber),
  confidence: claim(
    'Confidence in this statement',
    ConfidenceClaim,
    amber,
    'How good sources and reasoning are, not how likely',
  ),
  root_cause: claim('Root cause', orUnknown(Text), strict),
  mitigation: claim('What has been done about it', Text, strict),
  advice: claim('What others should do', Text, amber),
} satisfies Readonly<Record<string, ClaimSpec>>;
