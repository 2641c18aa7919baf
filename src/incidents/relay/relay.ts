import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import { changesIn, withdrawnBy } from '#incidents/case/standing.ts';
import type { FlowCode } from '#incidents/codes.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import { incidentReport } from '#incidents/statements/report.ts';
import { FREE_TEXT_CLAIMS, INCIDENT_TRAITS, VICTIM_CLAIMS } from '#incidents/statements.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import { NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';

/** Claims about how the operator's report came in; the authority's own report has its own. */
const NOT_CARRIED: readonly string[] = [
  'reported_to',
  'contact',
  'source_reference',
  'caller',
  'via',
  'call_back',
  'read_back',
  'taken_at',
  'based_on',
  'victim_named_because',
  'trade_secrets',
  'iat',
  'case',
  'number',
  'case_number',
  'author',
  'approvals',
];

export type LeftOut = {
  readonly claim: string;
  readonly because: 'trade-secret' | 'victim' | 'may-name-the-victim' | 'named-persons-only' | 'about-the-report';
};

/** A state that is named as affected, and who speaks for it here. */
export type RelayRecipient = {
  readonly state: string;
  /** Null where nobody is known: the state is reached by other channels. */
  readonly authority: string | null;
  readonly because: string;
};

export type RelayProposal = {
  /** The authority's own report. A person reads and edits it before anybody approves. */
  readonly draft: Draft;
  /** Claims to release: all of the draft's except who was hit. */
  readonly releasedClaims: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly recipients: readonly RelayRecipient[];
  /** Nobody knows yet which states are affected; the list is then empty for that reason. */
  readonly statesNotKnownYet: boolean;
};

export type RelayingAuthority = {
  readonly party: string;
  readonly territory: string;
  readonly contact?: JsonValue;
  /** The mandated authority of a state, as the parties room knows it. */
  readonly authorityOf: ReadonlyMap<string, string>;
};

/**
 * From what an operator reported, the report its national authority could make to other states: own words about the
 * same incident, resting on the operator's statements, without who was hit and without text that might tell. `shown` is
 * the case as the authority sees it; what was withdrawn is not passed on.
 */
export function proposeRelay(
  shown: readonly ShownStatement[],
  authority: RelayingAuthority,
  caseId: string,
): Outcome<RelayProposal, FlowCode> {
  const withdrawn = withdrawnBy(changesIn(shown));
  const passed = shown
    .filter((one) => one.issuer !== authority.party && PASSED_ON.has(one.type) && !withdrawn.has(one.digest))
    .toSorted((one, other) => one.arrival - other.arrival);
  if (passed.length === 0) {
    return refuse(
      'nothing-to-relay',
      'Nobody has reported to you in this case, or what was reported is withdrawn.',
    );
  }
  const { claims, markings, leftOut } = gather(passed);
  claims.based_on = passed.map((report) => report.digest);
  if (authority.contact !== undefined) claims.contact = authority.contact;
  const states = Array.isArray(claims.affected_states) ? claims.affected_states.map(String) : [];
  return accept({
    draft: { type: incidentReport.name, issuer: authority.party, case: caseId, claims, markings },
    releasedClaims: Object.keys(claims).filter((name) => name !== 'based_on'),
    leftOut,
    recipients: recipientsOf(states, authority),
    statesNotKnownYet: !Array.isArray(claims.affected_states),
  });
}

/** The later word replaces the earlier; what the type asks for and nobody showed us is not known to us yet. */
function gather(passed: readonly ShownStatement[]) {
  const claims: Record<string, JsonValue> = {};
  const markings: Record<string, Partial<Marking>> = {};
  const leftOut = new Map<string, LeftOut>();
  const secret = new Set(
    passed.flatMap((report) => [...INCIDENT_TRAITS.tradeSecrets(report.type, report.claims)]),
  );
  for (const [name, claim] of passed.flatMap((report) => [...report.claims])) {
    const because = reasonToLeaveOut(claim, secret);
    const spec = incidentReport.claims[name];
    if (because !== undefined) leftOut.set(name, { claim: name, because });
    else if (spec !== undefined && fits(spec.schema, claim.value)) {
      claims[name] = name === 'effects' ? withoutServices(claim.value) : claim.value;
      // What the reporter allowed and asked for goes on with the claim; the authority may only tighten it.
      markings[name] = { tlp: claim.marking.tlp, pap: claim.marking.pap, uses: claim.marking.uses };
    }
  }
  for (const [name, spec] of Object.entries(incidentReport.claims)) {
    if (spec.required && claims[name] === undefined && !NOT_CARRIED.includes(name)) claims[name] = NOT_KNOWN_YET;
  }
  return { claims, markings, leftOut: [...leftOut.values()] };
}

/** A service named beside a kind of harm is free text like any other. */
function withoutServices(effects: JsonValue): JsonValue {
  if (!Array.isArray(effects)) return effects;
  return (effects as Effect[]).map(({ service: _service, ...effect }) => effect) as unknown as JsonValue;
}

const PASSED_ON: ReadonlySet<string> = new Set([
  'incident-alert',
  'incident-report',
  'incident-update',
  'incident-final',
]);

export function reasonToLeaveOut(
  { name, marking }: Claim,
  secret: ReadonlySet<string>,
): LeftOut['because'] | undefined {
  if (secret.has(name)) return 'trade-secret';
  if (VICTIM_CLAIMS.includes(name)) return 'victim';
  if (marking.tlp === 'red') return 'named-persons-only';
  if (FREE_TEXT_CLAIMS.includes(name)) return 'may-name-the-victim';
  return NOT_CARRIED.includes(name) ? 'about-the-report' : undefined;
}

export function recipientsOf(states: readonly string[], authority: RelayingAuthority): readonly RelayRecipient[] {
  return states
    .filter((state) => state !== authority.territory)
    .map((state) => ({
      state,
      authority: authority.authorityOf.get(state) ?? null,
      because: 'The report names this state as affected.',
    }));
}
