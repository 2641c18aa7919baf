import type { StageFact } from '#obligations/regimes/facts.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { type Marking, stricterTlp, type Tlp } from '#statement/marking.ts';
import { isEstimate, isUnknown, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { FACT_CLAIMS } from './fact-claims.ts';
import type { Fact, Facts } from './facts-of-case.ts';
import { isFinal, type StageOf } from './regime-book.ts';
import { claimOfFact, type ReportAddressee, regulatoryReport } from './statements.ts';

export type Need = Stage['needs'][number]['need'];

/** How an answer stands: the four that ITS (EU) 2025/302 needs of each field. */
export type Standing = 'value' | 'estimate' | 'not-known-yet' | 'not-applicable';

/** Where the value stands now: said in the case, only typed so far, or taken from the party's own profile. */
export type Origin =
  | { readonly from: 'case'; readonly source: Fact['source'] }
  | { readonly from: 'typed' }
  | { readonly from: 'profile' };

/** One thing a stage asks for. */
export type Field = {
  readonly fact: StageFact;
  readonly need: Need;
  readonly value?: JsonValue;
  readonly standing?: Standing;
  readonly origin?: Origin;
  /** A trade secret: only a law that requires the answer gets it. */
  readonly secret: boolean;
  /** The label it will be signed under; the stricter of the report's own and that of its source. */
  readonly tlp: Tlp;
  /** `missing`: must be answered. `open`: may be, if it is known or relevant. `withheld`: known, but for named persons
   * only, or a trade secret that this law does not require, so that this report does not carry it. `not-final`: an estimate or "not known yet" in a final report. */
  readonly state: 'filled' | 'open' | 'missing' | 'withheld' | 'not-final';
};

export type Projection = {
  readonly of: StageOf;
  readonly fields: readonly Field[];
  /** What still stands between this report and its signature. */
  readonly blocking: readonly StageFact[];
  /** Known facts of the case that this stage does not ask for, and so does not get. */
  readonly notAsked: readonly StageFact[];
};

/** What is known beside the case itself. */
export type Additions = {
  /** Typed into this stage's form and not said yet; goes before everything else. */
  readonly typed?: Readonly<Partial<Record<StageFact, JsonValue>>>;
  /** Marked as trade secrets in this form, beside those that were marked where they were said. */
  readonly secret?: readonly StageFact[];
  /** Left out of this report although known; what must be answered is then missing. */
  readonly omitted?: readonly StageFact[];
  /** From the party's own profile, where nobody said anything. */
  readonly profile?: Readonly<Partial<Record<StageFact, JsonValue>>>;
};

/** Facts seen through one stage: what it asks for, what is there, what is missing, and nothing else. Pure. */
export function project(
  facts: Facts,
  of: StageOf,
  { typed = {}, omitted = [], profile = {}, secret = [] }: Additions = {},
): Projection {
  const fields = of.stage.needs.map(({ fact, need }) => {
    const name = fact as StageFact;
    const answer = omitted.includes(name) ? undefined : answerFor(name, facts, typed, profile);
    const isSecret = secret.includes(name) || facts.get(name)?.secret === true;
    return { ...fieldOf(name, need, answer, isFinal(of.stage), isSecret), secret: isSecret };
  });
  const asked = new Set<string>(fields.map(({ fact }) => fact));
  return {
    of,
    fields,
    blocking: fields.flatMap(({ fact, state }) => (state === 'missing' || state === 'not-final' ? [fact] : [])),
    notAsked: [...facts.keys()].filter((fact) => !asked.has(fact)),
  };
}

type Answer = { readonly value: JsonValue; readonly origin: Origin; readonly marking?: Marking };

function answerFor(
  name: StageFact,
  facts: Facts,
  typed: NonNullable<Additions['typed']>,
  profile: NonNullable<Additions['profile']>,
): Answer | undefined {
  const said = facts.get(name);
  const written = typed[name];
  if (written !== undefined) {
    const origin = { from: 'typed' } as const;
    if (said === undefined) return { value: written, origin };
    // A value typed over one that was said under a strict label does not become freer by that. Over one for named
    // persons only, somebody decided to tell this authority something after all.
    const tlp = said.marking.tlp === 'red' ? 'amber+strict' : said.marking.tlp;
    return { value: written, origin, marking: { ...said.marking, tlp } };
  }
  if (said !== undefined) {
    return { value: said.value, origin: { from: 'case', source: said.source }, marking: said.marking };
  }
  const own = profile[name];
  return own === undefined ? undefined : { value: own, origin: { from: 'profile' } };
}

/**
 * Directive (EU) 2016/943, Article 1(2)(b): where a law requires the answer, its being a trade secret withholds nothing
 * from that authority. What a law asks only if it is known, or where the bearer finds it relevant, it does not require.
 */
function requires(need: Need): boolean {
  return need === 'must';
}

function fieldOf(
  fact: StageFact,
  need: Need,
  answer: Answer | undefined,
  final: boolean,
  secret: boolean,
): Omit<Field, 'secret'> {
  const claimed = FACT_CLAIMS[fact].marking.tlp;
  const own = secret ? stricterTlp(claimed, 'amber+strict') : claimed;
  const tlp = answer?.marking === undefined ? own : stricterTlp(own, answer.marking.tlp);
  if (answer === undefined) return { fact, need, tlp, state: need === 'must' ? 'missing' : 'open' };
  const { value, origin } = answer;
  const standing = standingOf(value);
  const filled = { fact, need, tlp, value, standing, origin };
  // A release shows red to persons named, never to an authority; nobody would read it.
  if (tlp === 'red') return { ...filled, state: need === 'must' ? 'missing' : 'withheld' };
  if (secret && !requires(need)) return { ...filled, state: 'withheld' };
  if (final && isProvisional(standing, need)) return { ...filled, state: 'not-final' };
  return { ...filled, state: 'filled' };
}

/** What a final report does not take: an estimate anywhere, and "not known yet" where the law wants an answer. */
export function isProvisional(standing: Standing, need: Need): boolean {
  return standing === 'estimate' || (standing === 'not-known-yet' && need === 'must');
}

export function standingOf(value: JsonValue): Standing {
  if (isEstimate(value)) return 'estimate';
  if (!isUnknown(value)) return 'value';
  return (value as { known: string }).known === 'not-applicable' ? 'not-applicable' : 'not-known-yet';
}

/** The value without the words that weigh it; undefined where there is none. */
export function bareValue(value: JsonValue): JsonValue | undefined {
  if (isEstimate(value)) return value.estimate;
  return isUnknown(value) ? undefined : value;
}

export type ReportAddress = {
  readonly issuer: string;
  readonly case: string;
  readonly addressees: readonly ReportAddressee[];
  readonly preliminary?: boolean;
  readonly corrects?: string;
};

/**
 * The report that this projection makes, as a draft: the facts that were asked for and are there. What must be
 * answered and is not is left out, so that the rule refuses it by name; nothing is filled in for the reporter.
 */
export function reportDraft(projection: Projection, address: ReportAddress): Draft {
  const { regime, stage } = projection.of;
  const given = projection.fields.filter(
    ({ tlp, value, state }) => value !== undefined && tlp !== 'red' && state !== 'withheld',
  );
  const secret = given.filter((field) => field.secret).map(({ fact }) => claimOfFact(fact));
  const sources = new Set(given.flatMap(({ origin }) => (origin?.from === 'case' ? [origin.source.digest] : [])));
  const { preliminary, corrects } = address;
  const claims: Record<string, JsonValue> = {
    regime: regime.id,
    version: regime.version,
    stage: stage.id,
    addressees: address.addressees.map((one) => ({ ...one })),
    ...(preliminary === true ? { preliminary } : {}),
    ...(corrects === undefined ? {} : { corrects }),
    ...(secret.length === 0 ? {} : { trade_secrets: secret.sort() }),
    ...(sources.size === 0 ? {} : { based_on: [...sources].slice(0, MAX_SOURCES) }),
  };
  const markings: Record<string, Partial<Marking>> = {};
  for (const { fact, value, tlp } of given) {
    const claim = claimOfFact(fact);
    claims[claim] = value!;
    if (tlp !== regulatoryReport.claims[claim]!.marking.tlp) markings[claim] = { tlp };
  }
  const draft = { type: regulatoryReport.name, issuer: address.issuer, case: address.case, claims };
  return Object.keys(markings).length === 0 ? draft : { ...draft, markings };
}

const MAX_SOURCES = 16;

/** "I don't know yet" in every field that must be answered and is empty: one click at three in the morning. */
export function unknownForMissing({ fields }: Projection): Readonly<Partial<Record<StageFact, JsonValue>>> {
  const missing = fields.filter(({ state, value }) => state === 'missing' && value === undefined);
  return Object.fromEntries(missing.map(({ fact }) => [fact, NOT_KNOWN_YET]));
}
