/** What is said about reach across borders: whom a service serves, what it rests on, and whom a case must be told to. */
import { type Static, Type } from 'typebox';
import { InstantText, PersonRef } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, PartyId, requiredClaim, saidAt, statementType } from '#statement/statement-type.ts';
import { SectorId } from '#vocabulary/sectors.ts';
import { StateCode } from '#vocabulary/states.ts';

const MAX_LINE_CHARACTERS = 300;
const MAX_TEXT_CHARACTERS = 2_000;
const MAX_REACH = 64;
const MAX_DEPENDENCIES = 64;
const MAX_CUSTOMERS = 10_000_000_000;
const MAX_REASONS = 16;

const Line = Type.String({ minLength: 1, maxLength: MAX_LINE_CHARACTERS });
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
const exact = { additionalProperties: false } as const;
const amber = marking('amber', ['mitigation', 'regulation']);
/** Where somebody's customers and suppliers are is a secret of business and of security. */
const strict = marking('amber+strict', ['mitigation', 'regulation']);

/** People or organisations served in one state; the number where it is known. */
export const Reach = Type.Object(
  { state: StateCode, customers: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_CUSTOMERS })) },
  exact,
);
export type Reach = Static<typeof Reach>;

/** What a service cannot do without: a party where it is one here, else a name; the state it stands in. */
export const Dependency = Type.Object(
  { party: Type.Optional(PartyId), name: Type.Optional(Line), service: Line, state: Type.Optional(StateCode) },
  { ...exact, minProperties: 2 },
);
export type Dependency = Static<typeof Dependency>;

/**
 * Where a service reaches and what it rests on, said in quiet times by its operator, or by the authority that knows it.
 * A later one about the same service of the same subject replaces it.
 */
export const serviceFootprint = statementType('service-footprint', 1, 'Where a service reaches', {
  subject: requiredClaim('Whose service', PartyId, amber),
  service: requiredClaim('Service', Line, strict, 'As its users would call it'),
  sector: requiredClaim('Sector', SectorId, amber),
  reach: requiredClaim('States served', Type.Array(Reach, { maxItems: MAX_REACH }), strict),
  depends_on: claim('Depends on', Type.Array(Dependency, { maxItems: MAX_DEPENDENCIES }), strict),
  valid_until: claim('Holds until', InstantText, amber),
});

/** Networks of a sector that are joined across a border, as two power systems are; said by an authority. */
export const sectorLink = statementType('sector-link', 1, 'Networks joined across a border', {
  sector: requiredClaim('Sector', SectorId, amber),
  state: requiredClaim('Our state', StateCode, amber),
  other_state: requiredClaim('The other state', StateCode, amber),
  how: requiredClaim('How they are joined', Line, amber),
  source: claim('Where this is written', Line, amber),
  ended: claim('No longer so', Type.Boolean(), amber),
});

export const DECISIONS = ['tell', 'not-affected', 'wait'] as const;

/** Why a state was proposed, as the person saw it when deciding. */
const REASON_KINDS = ['stated', 'served', 'depends', 'joined'] as const;
export const Reason = Type.Object(
  {
    kind: Type.Enum([...REASON_KINDS]),
    detail: Line,
    /** The statement that says so. */
    from: Type.Optional(Digest),
  },
  exact,
);
export type Reason = Static<typeof Reason>;

/**
 * A named person of the mandated authority decides for one state: tell it, it is not affected, or wait and say why. The
 * software only proposes. `tell` opens the clock of the agreed relay policy; the release to `to` stops it.
 */
export const borderDecision = statementType('border-decision', 1, 'Whether a state is told', {
  state: requiredClaim('State', StateCode, strict),
  decision: requiredClaim('Decision', Type.Enum([...DECISIONS]), strict),
  to: claim('Its authority', PartyId, strict, 'Who is told for that state; absent where nobody is known yet'),
  reasons: claim('Why it was proposed', Type.Array(Reason, { maxItems: MAX_REASONS }), strict),
  reason: claim('Why so decided', Text, strict),
  decided_by: requiredClaim('Decided by', PersonRef, strict),
  replaces: claim('Replaces our earlier decision', Digest, strict),
});

export const BORDER_TYPES = [
  saidAt({ page: '/border/footprints', outside: true }, serviceFootprint),
  saidAt({ outside: true }, sectorLink),
  saidAt({ page: '/border/{case}', unlisted: true }, borderDecision),
] as const;
