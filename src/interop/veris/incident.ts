import { type Static, type TSchema, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { departure, fits } from '#statement/validator.ts';
import type { VerisCode } from './codes.ts';

/**
 * A VERIS incident (Verizon RISK Team, CC BY-SA 4.0) as versions 1.2 to 1.4 write it. Known members only, each of its
 * type; the versions differ where a union stands. Words of the enumerations are left open, because they changed with
 * every version: those we do not know are reported as not mapped, never guessed.
 */
const MAX_WORD_CHARACTERS = 200;
const MAX_TEXT_CHARACTERS = 200_000;
const MAX_ITEMS = 500;
const MAX_AMOUNT = 1e15;

const Word = Type.String({ maxLength: MAX_WORD_CHARACTERS });
const Prose = Type.String({ maxLength: MAX_TEXT_CHARACTERS });
const Words = Type.Array(Word, { maxItems: MAX_ITEMS });
/** One word in version 1.2, a list since. */
const WordOrWords = Type.Union([Word, Words]);
const Texts = Type.Union([Prose, Type.Array(Prose, { maxItems: MAX_ITEMS })]);
const Amount = Type.Number({ minimum: 0, maximum: MAX_AMOUNT });

function strict<Members extends Record<string, TSchema>>(members: Members) {
  return Type.Object(members, { additionalProperties: false });
}

const optional = Type.Optional<TSchema>;

const Span = strict({ unit: optional(Word), value: optional(Amount) });
const Moment = strict({
  year: Type.Optional(Type.Integer({ minimum: 1950, maximum: 2050 })),
  month: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  day: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  time: optional(Word),
});

const Action = strict({
  variety: Type.Optional(Words),
  vector: Type.Optional(Words),
  result: optional(Words),
  target: optional(Words),
  name: optional(Texts),
  cve: Type.Optional(Texts),
  notes: optional(Prose),
});

const Actor = strict({
  variety: Type.Optional(Words),
  motive: optional(Words),
  country: optional(WordOrWords),
  region: optional(WordOrWords),
  name: optional(Texts),
  industry: optional(WordOrWords),
  job_change: optional(WordOrWords),
  role: optional(WordOrWords),
  notes: optional(Prose),
});

const Asset = strict({
  assets: optional(
    Type.Array(strict({ variety: optional(Word), amount: optional(Amount) }), { maxItems: MAX_ITEMS }),
  ),
  total_amount: optional(Amount),
  ...Object.fromEntries(
    ['accessibility', 'cloud', 'country', 'governance', 'hosting', 'management', 'ownership', 'role'].map(
      (name) => [name, optional(WordOrWords)],
    ),
  ),
  notes: optional(Prose),
});

const Attribute = strict({
  confidentiality: Type.Optional(
    strict({
      data_disclosure: Type.Optional(Word),
      data_total: Type.Optional(Amount),
      data_volume: optional(Amount),
      data: Type.Optional(
        Type.Array(strict({ variety: Type.Optional(Word), amount: optional(Amount) }), { maxItems: MAX_ITEMS }),
      ),
      data_victim: Type.Optional(WordOrWords),
      state: optional(WordOrWords),
      notes: optional(Prose),
    }),
  ),
  integrity: Type.Optional(strict({ variety: Type.Optional(Words), notes: optional(Prose) })),
  availability: Type.Optional(
    strict({
      variety: Type.Optional(Words),
      duration: Type.Optional(strict({ unit: Type.Optional(Word), value: Type.Optional(Amount) })),
      notes: optional(Prose),
    }),
  ),
  unknown: optional(strict({ notes: optional(Prose), result: optional(Words) })),
});

const DiscoveryKind = strict({ variety: optional(WordOrWords), notes: optional(Prose) });
const Discovery = Type.Union([
  Word,
  strict({
    external: optional(DiscoveryKind),
    internal: optional(DiscoveryKind),
    partner: optional(DiscoveryKind),
    other: optional(Type.Boolean()),
    unknown: optional(Type.Boolean()),
  }),
]);

const Victim = strict({
  victim_id: Type.Optional(Word),
  country: Type.Optional(WordOrWords),
  region: optional(WordOrWords),
  state: optional(WordOrWords),
  industry: Type.Optional(Word),
  employee_count: optional(Word),
  government: optional(WordOrWords),
  locations_affected: optional(Amount),
  revenue: optional(strict({ amount: optional(Amount), iso_currency_code: optional(Word) })),
  secondary: optional(strict({ amount: optional(Amount), notes: optional(Prose), victim_id: optional(Texts) })),
  notes: optional(Prose),
});

const Impact = strict({
  overall_rating: optional(Word),
  overall_amount: optional(Amount),
  overall_min_amount: optional(Amount),
  overall_max_amount: optional(Amount),
  iso_currency_code: optional(Word),
  loss: optional(
    Type.Array(
      strict({
        variety: optional(Word),
        rating: optional(Word),
        amount: optional(Amount),
        min_amount: optional(Amount),
        max_amount: optional(Amount),
      }),
      { maxItems: MAX_ITEMS },
    ),
  ),
  notes: optional(Prose),
});

const ACTION_KINDS = [
  'malware',
  'hacking',
  'social',
  'misuse',
  'physical',
  'error',
  'environmental',
  'unknown',
] as const;
export type VerisActionKind = (typeof ACTION_KINDS)[number];

export const VerisIncident = strict({
  schema_version: Type.String({ pattern: '^1\\.[234](\\.\\d{1,2})?$' }),
  schema_name: optional(Word),
  incident_id: Type.String({ minLength: 1, maxLength: 100 }),
  source_id: optional(Word),
  campaign_id: optional(Word),
  security_incident: Type.Enum(['Confirmed', 'Suspected', 'Near miss', 'False positive']),
  confidence: Type.Optional(Word),
  summary: Type.Optional(Prose),
  notes: optional(Prose),
  reference: Type.Optional(Prose),
  targeted: optional(Word),
  victim: Type.Optional(Victim),
  actor: Type.Optional(
    strict({
      external: Type.Optional(Actor),
      internal: Type.Optional(Actor),
      partner: Type.Optional(Actor),
      unknown: optional(strict({ notes: optional(Prose) })),
    }),
  ),
  action: Type.Optional(
    strict({
      malware: Type.Optional(Action),
      hacking: Type.Optional(Action),
      social: Type.Optional(Action),
      misuse: Type.Optional(Action),
      physical: Type.Optional(Action),
      error: Type.Optional(Action),
      environmental: Type.Optional(Action),
      unknown: Type.Optional(Action),
    }),
  ),
  asset: optional(Asset),
  attribute: Type.Optional(Attribute),
  timeline: strict({
    incident: Moment,
    compromise: optional(Span),
    exfiltration: optional(Span),
    discovery: Type.Optional(strict({ unit: Type.Optional(Word), value: Type.Optional(Amount) })),
    containment: Type.Optional(strict({ unit: Type.Optional(Word), value: optional(Amount) })),
  }),
  discovery_method: optional(Discovery),
  discovery_notes: optional(Prose),
  impact: optional(Impact),
  ioc: Type.Optional(
    Type.Array(strict({ indicator: Type.String({ maxLength: 4_000 }), comment: Type.Optional(Prose) }), {
      maxItems: MAX_ITEMS,
    }),
  ),
  corrective_action: Type.Optional(Prose),
  cost_corrective_action: optional(Word),
  control_failure: optional(Prose),
  value_chain: optional(Type.Object({})),
  subsets: optional(Type.Unknown()),
  extra: optional(Type.Unknown()),
  // The coders' own annex, of no agreed shape; nothing is read from it.
  plus: optional(Type.Object({})),
});
export type VerisIncident = Static<typeof VerisIncident>;

/** Without these it is some other JSON. Actor and action may be left out where nothing is known of them. */
const MARKS_OF_AN_INCIDENT = ['incident_id', 'security_incident', 'timeline'];

/** A parsed JSON value as a VERIS incident, or what is wrong with it and where. */
export function readIncident(value: unknown): Outcome<VerisIncident, VerisCode> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('veris-not-an-incident', 'A VERIS incident is a JSON object.');
  }
  const missing = MARKS_OF_AN_INCIDENT.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0 || 'properties' in value) {
    return refuse(
      'veris-not-an-incident',
      phrase`This JSON is no VERIS incident: it has no ${missing.join(', ') || 'facts'}.`,
    );
  }
  const { schema_version: version } = value as { schema_version?: unknown };
  if (typeof version !== 'string' || !/^1\.[234](\.\d{1,2})?$/.test(version)) {
    return refuse('veris-version', 'Only VERIS 1.2 to 1.4 are read; convert the record first.', '/schema_version');
  }
  if (fits(VerisIncident, value)) return accept(value as VerisIncident);
  const { pointer, expected } = departure(VerisIncident, value);
  return refuse('veris-shape', phrase`The record departs from VERIS here: ${expected}.`, pointer || undefined);
}
