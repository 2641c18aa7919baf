import { Type } from 'typebox';
import { TELEPHONE_CLAIMS } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import { type ClaimSpec, claim, Digest, PartyId } from '#statement/statement-type.ts';
import { addressing, having, naming } from '#statement/traits.ts';
import { SourceReference, Sources } from './analysis-claims.ts';
import { Line } from './incident-claims.ts';

const MAX_BASED_ON = 16;

/** Somebody to call. Marked for the parties a statement is released to, and nobody they serve. */
const Contact = Type.Object(
  {
    name: Type.Optional(Line),
    phone: Type.Optional(Line),
    email: Type.Optional(Line),
    hours: Type.Optional(Line),
  },
  { additionalProperties: false, minProperties: 1 },
);

const amber = marking('amber');
const strict = marking('amber+strict');

/** How the statement came about and to whom it is addressed. */
export const PROVENANCE = {
  reported_to: addressing(
    claim('Reported to', PartyId, strict, 'The authority this report is made to; an operator’s is its own'),
  ),
  contact: claim('Whom to call about this', Contact, strict),
  preliminary: having(
    { structural: true },
    claim('Preliminary, without prejudice', Type.Boolean(), amber, 'May change; admits nothing'),
  ),
  sources: claim('Sources', Sources, amber),
  source_reference: claim('Reference elsewhere', SourceReference, strict),
  ...TELEPHONE_CLAIMS,
} satisfies Readonly<Record<string, ClaimSpec>>;

/** Who was hit. Never crosses a border unless the victim consents or a cited law allows it. */
export const VICTIM = {
  victim_name: naming('victim', claim('Name of the victim', Line, strict)),
  victim_party: naming('victim', addressing(claim('Victim as a party', PartyId, strict), 'beside')),
  victim_contact: naming('victim', claim('Contact at the victim', Contact, strict)),
} satisfies Readonly<Record<string, ClaimSpec>>;

/** Why a relayed report may name the victim after all: its consent as a statement, or the law that allows it. */
export const VictimNamedBecause = Type.Union([
  Type.Object({ consent: Digest }, { additionalProperties: false }),
  Type.Object({ law: Line }, { additionalProperties: false }),
]);

export const Digests = Type.Array(Digest, { minItems: 1, maxItems: MAX_BASED_ON, uniqueItems: true });
