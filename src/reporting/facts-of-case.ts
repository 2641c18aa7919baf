import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import { changesIn, withdrawnBy } from '#incidents/case/standing.ts';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Marking } from '#statement/marking.ts';
import { Traits } from '#statement/traits.ts';
import { fits } from '#statement/validator.ts';
import { FACT_CLAIMS, FACT_NAMES } from './fact-claims.ts';
import { claimOfFact, REPORTING_TYPES, regulatoryReport } from './statements.ts';

/** One fact as the bearer last said it in this case, and where. */
export type Fact = {
  readonly name: StageFact;
  /** The value, `{estimate: …}`, or `{known: …}`, as the report's claim takes it. */
  readonly value: JsonValue;
  /** The marking it was said under; a report never loosens it. */
  readonly marking: Marking;
  /** Its speaker said that it is a trade secret. */
  readonly secret?: true;
  readonly source: { readonly digest: string; readonly type: string; readonly at: Temporal.Instant };
};

/** Reports say by claims of their own which of the others are trade secrets. */
const TRAITS = new Traits([...INCIDENT_TYPES, ...REPORTING_TYPES]);

export type Facts = ReadonlyMap<StageFact, Fact>;

/** Moments that a person stated are facts, too. */
const FACT_OF_MOMENT: Readonly<Record<string, 'noticed_at' | 'aware_at' | 'classified_at'>> = {
  noticing: 'noticed_at',
  detection: 'noticed_at',
  awareness: 'aware_at',
  classification: 'classified_at',
};

/** What the bearer itself said about the incident; a relay or a notice is about others. */
const FACTUAL_TYPES: readonly string[] = [
  'incident-alert',
  'incident-report',
  'incident-update',
  'incident-final',
  'incident-correction',
  regulatoryReport.name,
];

export type FactsWanted = {
  readonly bearer: string;
  /** Moments stated for another regime only are left out; reports to other regimes are not: the facts are one set. */
  readonly regime?: string;
  /** How an addressee is called in the list of authorities informed. */
  nameOf(party: string): string;
};

/**
 * The one set of facts: what the bearer said in this case, its newest word on each, from the statements that the
 * reader showed to it. A withdrawn statement says nothing; a correction replaces single values and takes others back.
 */
export function factsOfCase(shown: readonly ShownStatement[], wanted: FactsWanted): Facts {
  const own = shown
    .filter((statement) => statement.issuer === wanted.bearer)
    .toSorted((one, other) => other.arrival - one.arrival);
  const gone = goneFrom(own);
  const facts = new Map<StageFact, Fact>();
  const keep = (fact: Fact | undefined) => {
    if (fact !== undefined && !facts.has(fact.name)) facts.set(fact.name, fact);
  };
  const moments = new Set<string>();
  for (const statement of own) {
    if (gone.statements.has(statement.digest)) continue;
    if (statement.type === 'clock-event') {
      const moment = momentOf(statement, wanted.regime);
      // A later word on the same moment stands even where it says that the moment never came.
      if (moment === undefined || moments.has(moment.name)) continue;
      moments.add(moment.name);
      keep(moment.fact);
    }
    if (!FACTUAL_TYPES.includes(statement.type)) continue;
    for (const name of FACT_NAMES) {
      if (gone.claims.get(statement.digest)?.has(claimIn(statement, name)) !== true) keep(said(statement, name));
    }
  }
  keep(authoritiesInformed(own, gone.statements, wanted));
  return facts;
}

/** Statements that no longer count, and claims taken back from those that do. */
function goneFrom(own: readonly ShownStatement[]) {
  const changes = changesIn(own);
  const statements = new Set(withdrawnBy(changes).keys());
  for (const { corrects, type } of own.map(referenceOf)) {
    // A report, a filing or a moment is corrected as a whole; an incident statement claim by claim.
    if (corrects !== undefined && type !== 'incident-correction') statements.add(corrects);
  }
  // What was wrong in a withdrawn statement is no longer said by the correction of it either.
  for (const change of changes) {
    if (change.kind === 'correction' && statements.has(change.target)) statements.add(change.digest);
  }
  const claims = new Map<string, Set<string>>();
  for (const { kind, digest, effective, target, retracts } of changes) {
    if (kind !== 'correction' || !effective || statements.has(digest)) continue;
    const names = claims.get(target) ?? new Set();
    for (const name of retracts) names.add(name);
    claims.set(target, names);
  }
  return { statements, claims };
}

function referenceOf({ claims, type }: ShownStatement) {
  const value = claims.get('corrects')?.value;
  return { type, corrects: typeof value === 'string' ? value : undefined };
}

function claimIn(statement: ShownStatement, fact: StageFact): string {
  return statement.type === regulatoryReport.name ? claimOfFact(fact) : fact;
}

function said(statement: ShownStatement, name: StageFact): Fact | undefined {
  // In a correction the summary says what was wrong, which is no fact about the incident.
  if (statement.type === 'incident-correction' && name === 'summary') return undefined;
  return factFrom(statement, name, statement.claims.get(claimIn(statement, name)));
}

function momentOf(statement: ShownStatement, regime: string | undefined) {
  const text = (name: string) => {
    const value = statement.claims.get(name)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const name = FACT_OF_MOMENT[text('moment') ?? ''];
  const of = text('regime');
  if (name === undefined || (of !== undefined && of !== regime)) return undefined;
  const claim = statement.claims.get('at');
  if (claim === undefined) return { name, fact: undefined };
  const at = secondOf(claim.value);
  const value = name === 'classified_at' ? { at } : at;
  return { name, fact: factFrom(statement, name, { ...claim, value: value as JsonValue }) };
}

/** Moments are exact instants; the facts are asserted times, to the second here. */
function secondOf(value: JsonValue): string {
  return instantFrom(value)?.toString({ smallestUnit: 'second' }) ?? '';
}

/** Foreign or older statements may carry anything under a name we know; what does not fit counts as not said. */
function factFrom(statement: ShownStatement, name: StageFact, claim: Claim | undefined): Fact | undefined {
  if (claim === undefined || !fits(FACT_CLAIMS[name].schema, claim.value)) return undefined;
  const { digest, type, recordedAt } = statement;
  const fact = { name, value: claim.value, marking: claim.marking, source: { digest, type, at: recordedAt } };
  return TRAITS.tradeSecrets(type, statement.claims).has(claim.name) ? { ...fact, secret: true } : fact;
}

/** Each filing so far, as a line for those who ask which other authorities know. */
function authoritiesInformed(
  own: readonly ShownStatement[],
  gone: ReadonlySet<string>,
  { regime, nameOf }: FactsWanted,
): Fact | undefined {
  const filings = own.filter(
    ({ type, digest, claims }) =>
      type === 'duty-filing' && !gone.has(digest) && claims.get('regime')?.value !== regime,
  );
  const lines = filings.flatMap(({ claims }) => {
    const [addressee, name, at, under] = ['addressee', 'addressee_name', 'filed_at', 'regime'].map(
      (one) => claims.get(one)?.value,
    );
    const called = typeof name === 'string' ? name : typeof addressee === 'string' ? nameOf(addressee) : undefined;
    if (called === undefined || typeof at !== 'string') return [];
    return [`${called} (${typeof under === 'string' ? under : '?'}, ${secondOf(at)})`];
  });
  const newest = filings[0];
  const claim = newest?.claims.get('filed_at');
  if (newest === undefined || claim === undefined || lines.length === 0) return undefined;
  const value = [...new Set(lines)].slice(0, MAX_INFORMED);
  return factFrom(newest, 'authorities_informed', { ...claim, value });
}

const MAX_INFORMED = 20;
