import { type TSchema, Type } from 'typebox';
import { ANALYSIS } from '#incidents/statements/analysis-claims.ts';
import { ABOUT_THE_INCIDENT, Line, MAX_HOURS, MAX_PEOPLE, Text } from '#incidents/statements/incident-claims.ts';
import { PROVENANCE, VICTIM } from '#incidents/statements/provenance-claims.ts';
import { incidentFinal } from '#incidents/statements/report.ts';
import { STAGE_FACTS, type StageFact } from '#obligations/regimes/facts.ts';
import { type Marking, marking, type Tlp } from '#statement/marking.ts';
import { type ClaimSpec, claim, orEstimate, orUnknown, Unknown } from '#statement/statement-type.ts';
import { naming } from '#statement/traits.ts';
import { AssertedTime } from '#vocabulary/asserted-time.ts';

const MAX_LINES = 20;
const MAX_PERCENT = 100;

const Lines = Type.Array(Line, { minItems: 1, maxItems: MAX_LINES });
const YesNo = Type.Enum(['yes', 'no']);
export const LOST_PROPERTIES = ['confidentiality', 'integrity', 'availability', 'authenticity'] as const;
export const SENSITIVITIES = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;

const TimeAndPerson = Type.Object({ at: AssertedTime, by: Type.Optional(Line) }, { additionalProperties: false });

/** What the report asks beyond the claims that incident statements have already. */
const OWN_SCHEMAS = {
  entity_identifier: Line,
  aware_at: AssertedTime,
  classified_at: TimeAndPerson,
  cross_border: Type.Enum(['yes', 'suspected', 'no']),
  classification_criteria: Lines,
  users_affected: Type.Integer({ minimum: 0, maximum: MAX_PEOPLE }),
  users_share: Type.Number({ minimum: 0, maximum: MAX_PERCENT }),
  duration_hours: Type.Number({ minimum: 0, maximum: MAX_HOURS }),
  area: Line,
  lost_properties: Type.Array(Type.Enum([...LOST_PROPERTIES]), {
    minItems: 1,
    maxItems: LOST_PROPERTIES.length,
    uniqueItems: true,
  }),
  functioning: Text,
  costs: Text,
  personal_data: Text,
  consequences: Text,
  extortion: Text,
  criminal_complaint: YesNo,
  ransom_payment: Text,
  continuity_plan: YesNo,
  late_reasons: Text,
  authorities_informed: Lines,
  product: Line,
  product_states: bare(ABOUT_THE_INCIDENT.affected_states.schema),
  vulnerability: Text,
  corrective_measure: Text,
  sensitivity: Type.Enum([...SENSITIVITIES]),
} satisfies Partial<Record<StageFact, TSchema>>;

/** Where an incident statement has the claim, its schema is taken from there, so that a fact fits unchanged. */
const SHARED_CLAIMS: Readonly<Record<string, ClaimSpec>> = {
  ...ABOUT_THE_INCIDENT,
  ...ANALYSIS,
  victim_name: VICTIM.victim_name,
  contact: PROVENANCE.contact,
  summary: incidentFinal.claims.summary!,
  lessons: incidentFinal.claims.lessons!,
};

/**
 * Facts that name the victim or a person, bear on liability, or are free text that may do so: for the authority alone,
 * and nobody it serves.
 */
const STRICT: ReadonlySet<StageFact> = new Set([
  'victim_name',
  'entity_identifier',
  'contact',
  'service',
  'description',
  'classified_at',
  'functioning',
  'costs',
  'personal_data',
  'actor_kinds',
  'extortion',
  'criminal_complaint',
  'ransom_payment',
  'root_cause',
  'mitigation',
  'lessons',
  'late_reasons',
  'authorities_informed',
  'vulnerability',
  'summary',
]);

/** Bookkeeping between the reporter and its supervisor, of no use against the intrusion itself. */
const FOR_REGULATION_ONLY: ReadonlySet<StageFact> = new Set([
  'entity_identifier',
  'classified_at',
  'classification_criteria',
  'costs',
  'criminal_complaint',
  'late_reasons',
  'authorities_informed',
]);

export const FACT_NAMES = Object.keys(STAGE_FACTS) as readonly StageFact[];

/** The claims of a report that carry facts: a value, an estimate of it, "not known yet" or "does not apply". */
export const FACT_CLAIMS = Object.fromEntries(FACT_NAMES.map((fact) => [fact, claimFor(fact)])) as Readonly<
  Record<StageFact, ClaimSpec>
>;

export function isStageFact(name: string): name is StageFact {
  return Object.hasOwn(STAGE_FACTS, name);
}

/** The schema of a fact's value itself, without "estimate" and "not known yet". */
export function valueSchema(fact: StageFact): TSchema {
  const own = Object.hasOwn(OWN_SCHEMAS, fact) ? OWN_SCHEMAS[fact as keyof typeof OWN_SCHEMAS] : undefined;
  const shared = SHARED_CLAIMS[fact];
  if (own !== undefined) return own;
  if (shared === undefined) throw new Error(`No schema is given for the fact "${fact}".`);
  return bare(shared.schema);
}

/** Where an incident statement has the claim, who it names is the same. */
function claimFor(fact: StageFact): ClaimSpec {
  const spec = claim(STAGE_FACTS[fact], factSchema(fact), markingOf(fact));
  const names = SHARED_CLAIMS[fact]?.traits?.names;
  return names === undefined ? spec : naming(names, spec);
}

function factSchema(fact: StageFact): TSchema {
  return orUnknown(orEstimate(valueSchema(fact)));
}

function markingOf(fact: StageFact): Marking {
  const tlp: Tlp = STRICT.has(fact) ? 'amber+strict' : 'amber';
  return marking(tlp, FOR_REGULATION_ONLY.has(fact) ? ['regulation'] : ['mitigation', 'regulation']);
}

/** The schema inside `orUnknown`, for claims that may be stated as unknown already. */
function bare(schema: TSchema): TSchema {
  const { anyOf } = schema as { anyOf?: readonly TSchema[] };
  return anyOf?.[1] === Unknown && anyOf[0] !== undefined ? anyOf[0] : schema;
}
