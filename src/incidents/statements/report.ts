import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, requiredClaim, statementType, TRADE_SECRETS } from '#statement/statement-type.ts';
import { having, referring, typeThat } from '#statement/traits.ts';
import { ANALYSIS } from './analysis-claims.ts';
import { ABOUT_THE_INCIDENT, Line, optional, Text } from './incident-claims.ts';
import { Digests, PROVENANCE, VICTIM, VictimNamedBecause } from './provenance-claims.ts';

const amber = marking('amber');
const BASED_ON = referring('rests-on', claim('Rests on these statements', Digests, marking('amber+strict')));

/** The first word: five questions, nothing that must be found out first. */
export const incidentAlert = typeThat(
  { keyEvent: true, reports: true },
  statementType('incident-alert', 1, 'Incident alert', {
    ...ABOUT_THE_INCIDENT,
    ...PROVENANCE,
    nciss: ANALYSIS.nciss,
    confidence: ANALYSIS.confidence,
  }),
);

/**
 * The fuller account. When a national authority passes on what it was told, it says so in a report of its own with
 * `based_on`; the operator's statement itself never crosses the border.
 */
export const incidentReport = typeThat(
  { keyEvent: true, reports: true },
  statementType('incident-report', 1, 'Incident report', {
    ...ABOUT_THE_INCIDENT,
    ...PROVENANCE,
    ...ANALYSIS,
    ...VICTIM,
    based_on: BASED_ON,
    ...TRADE_SECRETS,
    victim_named_because: claim('Why the victim may be named', VictimNamedBecause, amber),
  }),
);

const changes = { ...optional(ABOUT_THE_INCIDENT), ...ANALYSIS };

/** What has changed since; only what is said anew is carried. */
export const incidentUpdate = statementType('incident-update', 1, 'Incident update', {
  ...changes,
  ...PROVENANCE,
  ...VICTIM,
  summary: claim('What is new', Text, amber),
  based_on: BASED_ON,
  ...TRADE_SECRETS,
  victim_named_because: claim('Why the victim may be named', VictimNamedBecause, amber),
});

/** The last word of this speaker; a mistake found later is corrected, not updated. */
export const incidentFinal = typeThat(
  { keyEvent: true },
  statementType('incident-final', 1, 'Final report', {
    ...changes,
    ...PROVENANCE,
    ...VICTIM,
    summary: requiredClaim('What happened, from beginning to end', Text, amber),
    lessons: claim('What was learnt', Text, amber),
    based_on: BASED_ON,
    ...TRADE_SECRETS,
    victim_named_because: claim('Why the victim may be named', VictimNamedBecause, amber),
  }),
);

/** Replaces single claims of an earlier statement of the same party, and takes others back. */
export const incidentCorrection = typeThat(
  { keyEvent: true },
  statementType('incident-correction', 1, 'Correction', {
    ...changes,
    ...VICTIM,
    corrects: referring('changes', requiredClaim('Corrects', Digest, amber)),
    retracts: claim(
      'Claims taken back without a new value',
      Type.Array(Type.String({ pattern: '^[a-z][a-z_]{1,39}$' }), {
        minItems: 1,
        maxItems: 40,
        uniqueItems: true,
      }),
      amber,
    ),
    summary: requiredClaim('What was wrong', Text, amber),
    sources: PROVENANCE.sources,
  }),
);

export const WITHDRAWAL_REASONS = ['false-alarm', 'duplicate'] as const;

/** Takes whole statements back, at every holder. They stay readable as withdrawn; duties met by them stay met. */
export const incidentWithdrawal = typeThat(
  { keyEvent: true },
  statementType('incident-withdrawal', 1, 'Withdrawal', {
    withdraws: referring('changes', requiredClaim('Withdraws', Digests, amber)),
    reason: having({ structural: true }, requiredClaim('Why', Type.Enum([...WITHDRAWAL_REASONS]), amber)),
    duplicate_of: referring('same-as', claim('The statement that stays', Digest, amber)),
    summary: claim('In words', Text, amber),
  }),
);

/** Nothing happened, but could have. Voluntary: no duty, clock or score follows from it. */
export const nearMiss = typeThat(
  { keyEvent: true },
  statementType('near-miss', 1, 'Near miss', {
    ...optional(ABOUT_THE_INCIDENT),
    ...ANALYSIS,
    summary: requiredClaim('What could have happened', Text, amber),
    contact: PROVENANCE.contact,
    sources: PROVENANCE.sources,
    source_reference: PROVENANCE.source_reference,
  }),
);

const LINK_RELATIONS = [
  'same-incident',
  'same-campaign',
  'same-supplier',
  'caused-by',
  'cause-of',
  'spillover-of',
] as const;

/** Two cases have to do with each other. Nothing is merged, and reading one opens nothing of the other. */
export const caseLink = statementType('case-link', 1, 'Link between cases', {
  other_case: requiredClaim(
    'The other case',
    ofKind(
      'case',
      Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' }),
    ),
    amber,
  ),
  relation: requiredClaim('How they are linked', Type.Enum([...LINK_RELATIONS]), amber),
  reason: claim('Why', Line, amber),
  sources: PROVENANCE.sources,
  confidence: ANALYSIS.confidence,
});
