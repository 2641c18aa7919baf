import { type Static, Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { type ClaimSpec, claim, orUnknown, requiredClaim } from '#statement/statement-type.ts';
import { AssertedTime } from '#vocabulary/asserted-time.ts';
import { HarmId, ORDERS_OF_EFFECT } from '#vocabulary/harm.ts';
import { RsitId } from '#vocabulary/rsit.ts';
import { SectorId } from '#vocabulary/sectors.ts';
import { StateCode } from '#vocabulary/states.ts';

export const MAX_TEXT_CHARACTERS = 4_000;
export const MAX_LINE_CHARACTERS = 300;
export const MAX_STATES = 64;
const MAX_SECTORS = 16;
const MAX_EFFECTS = 32;
export const MAX_PEOPLE = 10_000_000_000;
export const MAX_HOURS = 24 * 366 * 5;

export const Line = Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS });
export const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });

export const DangerToLife = orUnknown(ofKind({ words: 'danger' }, Type.Enum(['yes', 'no'])));
export const IncidentType = orUnknown(RsitId);
export const Malicious = orUnknown(ofKind({ words: 'malicious' }, Type.Enum(['yes', 'suspected', 'no'])));
export const When = orUnknown(AssertedTime);
export const Sectors = orUnknown(Type.Array(SectorId, { minItems: 1, maxItems: MAX_SECTORS, uniqueItems: true }));
export const AffectedStates = orUnknown(
  Type.Array(StateCode, { minItems: 1, maxItems: MAX_STATES, uniqueItems: true }),
);

const People = Type.Integer({ minimum: 0, maximum: MAX_PEOPLE });

/** How many people: what is sure, what is thought, what is possible. At least one of the three. */
export const PeopleEstimate = ofKind(
  { words: 'people' },
  Type.Object(
    { at_least: Type.Optional(People), best: Type.Optional(People), at_most: Type.Optional(People) },
    { additionalProperties: false, minProperties: 1 },
  ),
);
export type PeopleEstimate = Static<typeof PeopleEstimate>;

/** One kind of harm to people; whoever does not know how many or how long says so. */
export const Effect = ofKind(
  { words: 'effect' },
  Type.Object(
    {
      kind: HarmId,
      people: Type.Optional(orUnknown(PeopleEstimate)),
      hours: Type.Optional(orUnknown(Type.Number({ minimum: 0, maximum: MAX_HOURS }))),
      order: Type.Optional(Type.Enum([...ORDERS_OF_EFFECT])),
      state: Type.Optional(StateCode),
      service: Type.Optional(Line),
    },
    { additionalProperties: false },
  ),
);
export type Effect = Static<typeof Effect>;
export const Effects = orUnknown(Type.Array(Effect, { minItems: 1, maxItems: MAX_EFFECTS }));

const amber = marking('amber');
const strict = marking('amber+strict');

/** What is said about the incident itself. Free text may name the victim, so it is marked stricter and never relayed unread. */
export const ABOUT_THE_INCIDENT = {
  danger_to_life: requiredClaim(
    'Is anyone in danger?',
    DangerToLife,
    amber,
    'Life or health of anybody, now or soon',
  ),
  danger_detail: claim('Who is in danger, and what is being done', Text, strict),
  incident_type: requiredClaim('What happened', IncidentType, amber, 'The nearest kind of the reference taxonomy'),
  description: claim('In words', Text, strict, 'What you saw, in the order you saw it'),
  malicious: requiredClaim('Done on purpose?', Malicious, amber, 'Suspicion is enough; it accuses nobody'),
  noticed_at: requiredClaim('When it was noticed', When, amber, 'In UTC, as exactly as you know it'),
  occurred_at: claim('When it began', When, amber),
  occurred_until: claim('When it ended', When, amber),
  sectors: requiredClaim('Which services, by sector', Sectors, amber),
  service: claim('Which service people miss', Line, strict, 'As its users would call it'),
  affected_states: requiredClaim('Which states are affected', AffectedStates, amber, 'Your own included'),
  effects: requiredClaim(
    'Effects on people',
    Effects,
    amber,
    'Kinds of harm, how many people, for how many hours',
  ),
} satisfies Readonly<Record<string, ClaimSpec>>;

/** The same claims where nothing need be repeated: updates, finals, corrections. */
export function optional(claims: Readonly<Record<string, ClaimSpec>>): Record<string, ClaimSpec> {
  return Object.fromEntries(Object.entries(claims).map(([name, spec]) => [name, { ...spec, required: false }]));
}
