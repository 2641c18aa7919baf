import { Type } from 'typebox';
import { Digests, PROVENANCE } from '#incidents/statements/provenance-claims.ts';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import { claim, Digest, PartyId, requiredClaim, statementType, TRADE_SECRETS } from '#statement/statement-type.ts';
import { having, referring } from '#statement/traits.ts';
import { fits } from '#statement/validator.ts';
import { FACT_CLAIMS } from './fact-claims.ts';

const amber = marking('amber', ['regulation']);
const strict = marking('amber+strict', ['regulation']);

const RegimeId = ofKind({ words: 'regime' }, Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }));
const RoleId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const StageId = ofKind({ words: 'stage' }, Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }));
const MAX_ADDRESSEES = 8;
export const MAX_SUMMARY_CHARACTERS = 4_000;
const Line = Type.String({ minLength: 1, maxLength: 400 });

/** One statement for all to whom this stage is told; each gets it by a release of its own, or outside Comity. */
const Addressees = Type.Array(
  ofKind(
    { words: 'addressee' },
    Type.Object({ role: RoleId, name: Line, party: Type.Optional(PartyId) }, { additionalProperties: false }),
  ),
  { minItems: 1, maxItems: MAX_ADDRESSEES },
);
export type ReportAddressee = { readonly role: string; readonly name: string; readonly party?: string };

/** What a report says about itself; everything else in it is a fact. */
const REPORT_FRAME = {
  regime: requiredClaim('Regime', RegimeId, amber),
  version: requiredClaim('Version of its text here', Type.Integer({ minimum: 1 }), amber),
  stage: requiredClaim('Stage', StageId, amber),
  addressees: requiredClaim(
    'Told to',
    Addressees,
    strict,
    'Each by its role in the law; as a party where it is one here',
  ),
  preliminary: PROVENANCE.preliminary,
  based_on: referring('rests-on', claim('Rests on these statements', Digests, strict)),
  corrects: referring('changes', claim('Corrects our report', Digest, amber)),
};

/**
 * One stage of one regime, told to whom the law names: the facts that this stage asks for and no others. There is one type
 * for all regimes, since a regime is data.
 *
 * The fact `stage` ("how it stands now") would collide with the stage of the regime, so it travels as `standing`.
 */
export const regulatoryReport = statementType('regulatory-report', 1, 'Report to an authority', {
  ...REPORT_FRAME,
  ...TRADE_SECRETS,
  ...Object.fromEntries(Object.entries(FACT_CLAIMS).map(([fact, spec]) => [claimOfFact(fact), spec])),
});

/** The claim that carries a fact; the same name but for `stage`. */
export function claimOfFact(fact: string): string {
  return fact === 'stage' ? 'standing' : fact;
}

/** The fact that a claim of a report carries, or undefined for a claim about the report itself. */
export function factOfClaim(name: string): string | undefined {
  if (name === 'standing') return 'stage';
  return name === 'stage' || !Object.hasOwn(FACT_CLAIMS, name) ? undefined : name;
}

export const REPORT_WITHDRAWAL_REASONS = ['false-alarm', 'duplicate', 'sent-in-error'] as const;

/**
 * Takes whole reports back, at every holder. They stay readable as withdrawn. A duty that a report met counts as met
 * no longer where it was taken back before its limit; what was told in time and taken back later stays told in time.
 */
export const reportWithdrawal = statementType('report-withdrawal', 1, 'Withdrawal of a report', {
  withdraws: referring('changes', requiredClaim('Withdraws', Digests, amber)),
  reason: having({ structural: true }, requiredClaim('Why', Type.Enum([...REPORT_WITHDRAWAL_REASONS]), amber)),
  summary: claim('In words', Type.String({ minLength: 1, maxLength: MAX_SUMMARY_CHARACTERS }), amber),
});

export const REPORTING_TYPES = [regulatoryReport, reportWithdrawal] as const;

/** Who a report is told to; foreign statements may carry anything there. */
export function addresseesOf(value: unknown): readonly ReportAddressee[] {
  return fits(Addressees, value) ? (value as ReportAddressee[]) : [];
}
