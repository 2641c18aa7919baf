import { LikelihoodClaim, Stage } from '#incidents/statements/analysis-claims.ts';
import type { Effect } from '#incidents/statements/incident-claims.ts';
import {
  AffectedStates,
  DangerToLife,
  Effects,
  IncidentType,
  Line,
  Malicious,
  Sectors,
  When,
} from '#incidents/statements/incident-claims.ts';
import { OPENING_TYPES, THREAD_TYPES } from '#incidents/statements.ts';
import { gravestFirst, type HarmId } from '#vocabulary/harm.ts';
import type { Confidence } from '#vocabulary/judgement.ts';
import { type Nciss, Nciss as NcissSchema, type Severity, severity } from '#vocabulary/severity.ts';
import { type Answer, answer, isNotKnown, type NotKnown, question } from './answer.ts';
import { type NextStep, nextStep, type Seat } from './next-step.ts';
import type { ShownStatement } from './shown-statement.ts';
import {
  basedOn,
  type Change,
  changesIn,
  confidence,
  independentSources,
  WITHDRAWALS,
  withdrawnBy,
} from './standing.ts';
import { type TimelineEntry, timelineOf } from './timeline.ts';
import { titleFor } from './title.ts';

const QUESTIONS = {
  danger: question('danger_to_life', DangerToLife, true),
  what: question('incident_type', IncidentType, true),
  malicious: question('malicious', Malicious, true),
  where: question('affected_states', AffectedStates, true),
  sectors: question('sectors', Sectors, true),
  service: question('service', Line),
  harm: question('effects', Effects, true),
  noticed: question('noticed_at', When, true),
  began: question('occurred_at', When),
  ended: question('occurred_until', When),
  stage: question('stage', Stage),
  likelihood: question('likelihood', LikelihoodClaim),
  nciss: question('nciss', NcissSchema),
} as const;

type Answers = {
  readonly [Name in keyof typeof QUESTIONS]: (typeof QUESTIONS)[Name] extends {
    read(statement: ShownStatement): infer Value;
  }
    ? Answer<Exclude<Value, undefined | { known: string }>>
    : never;
};

export type CaseStatus = {
  /** `withdrawn`: everything that was reported was taken back. `closed`: every speaker gave a final report. */
  readonly state: 'nothing-reported' | 'near-miss' | 'open' | 'updated' | 'closed' | 'withdrawn';
  readonly since?: Temporal.Instant;
  /** The statement that brought it there. */
  readonly digest?: string;
};

export type Speaker = {
  readonly party: string;
  readonly first: Temporal.Instant;
  readonly last: Temporal.Instant;
  readonly statements: number;
  readonly confidence?: Confidence | NotKnown;
  /** Its reports rest on what others said. */
  readonly relays: boolean;
};

export type CaseSummary = {
  readonly status: CaseStatus;
  readonly answers: Answers;
  /** What it is called in a few words, where somebody gave it a title. */
  readonly title?: string;
  /** The gravest kind of harm anybody now says; undefined when nobody says any. */
  readonly gravest?: HarmId;
  /** One for each speaker who gave inputs; scores of different speakers are never mixed. */
  readonly severities: readonly { readonly by: string; readonly digest: string; readonly severity: Severity }[];
  readonly speakers: readonly Speaker[];
  readonly independentSources: { readonly known: number; readonly unknownRoot: boolean };
  readonly corrections: readonly Change[];
  readonly withdrawals: readonly Change[];
  readonly timeline: readonly TimelineEntry[];
  readonly nextStep: NextStep;
  /** Whether claims are held here and not shown to this viewer; and how many were erased. */
  readonly withheld: boolean;
  readonly erased: number;
};

/**
 * What a case says to one viewer: a pure fold over what the reader showed them, for page, API and command line alike.
 * It decides nothing: whoever disagrees stands beside whoever spoke first.
 */
export function summarise(shown: readonly ShownStatement[], seat: Seat): CaseSummary {
  const ordered = shown.toSorted((one, other) => one.arrival - other.arrival);
  const changes = changesIn(ordered);
  const withdrawn = withdrawnBy(changes);
  const thread = ordered.filter((statement) => THREAD_TYPES.includes(statement.type));
  const standing = thread.filter((statement) => !withdrawn.has(statement.digest));
  const speaking = ordered.filter((statement) => !WITHDRAWALS.includes(statement.type));
  const answers = Object.fromEntries(
    Object.entries(QUESTIONS).map(([name, asked]) => [name, answer<unknown>(asked, speaking, changes, withdrawn)]),
  ) as unknown as Answers;
  const title = titleFor(ordered, thread[0]?.issuer, seat.party);
  const gravest = gravestHarm(answers.harm as Answer<Effect[]>);
  return {
    status: statusOf(thread, standing, changes),
    answers,
    ...(title === undefined ? {} : { title }),
    ...(gravest === undefined ? {} : { gravest }),
    severities: (answers.nciss as Answer<Nciss>).current.flatMap(({ by, digest, value }) => {
      if (isNotKnown(value)) return [];
      return [{ by, digest, severity: severity(value) }];
    }),
    speakers: speakersOf(thread),
    independentSources: independentSources(ordered, standing),
    corrections: changes.filter((one) => one.kind === 'correction'),
    withdrawals: changes.filter((one) => one.kind === 'withdrawal'),
    timeline: timelineOf(ordered, withdrawn),
    nextStep: nextStep(ordered, standing, withdrawn, seat),
    withheld: ordered.some((statement) => statement.withheld),
    erased: ordered.reduce((sum, statement) => sum + statement.erased, 0),
  };
}

function gravestHarm(harm: Answer<Effect[]>): HarmId | undefined {
  const kinds = harm.current.flatMap(({ value }) => (isNotKnown(value) ? [] : value.map((effect) => effect.kind)));
  return kinds.toSorted(gravestFirst)[0];
}

function statusOf(
  thread: readonly ShownStatement[],
  standing: readonly ShownStatement[],
  changes: readonly Change[],
): CaseStatus {
  const opening = standing.filter((statement) => OPENING_TYPES.includes(statement.type));
  if (opening.length === 0) return unopened(thread, changes);
  const first = opening[0]!;
  if (opening.every((statement) => statement.type === 'near-miss')) return status('near-miss', first);
  const open = new Set(opening.filter((one) => one.type !== 'near-miss').map((one) => one.issuer));
  const finals = standing.filter((statement) => statement.type === 'incident-final');
  for (const final of finals) open.delete(final.issuer);
  if (open.size === 0) return status('closed', finals.at(-1)!);
  const update = standing.findLast((statement) => statement.type === 'incident-update');
  return update === undefined ? status('open', first) : status('updated', update);
}

function unopened(thread: readonly ShownStatement[], changes: readonly Change[]): CaseStatus {
  const last = changes.findLast((change) => change.kind === 'withdrawal' && change.effective);
  if (last === undefined || thread.length === 0) return { state: 'nothing-reported' };
  return { state: 'withdrawn', since: last.at, digest: last.digest };
}

function status(state: CaseStatus['state'], statement: ShownStatement): CaseStatus {
  return { state, since: statement.recordedAt, digest: statement.digest };
}

function speakersOf(thread: readonly ShownStatement[]): readonly Speaker[] {
  const byParty = Map.groupBy(thread, (statement) => statement.issuer);
  return [...byParty].map(([party, said]) => {
    const sureness = said.map((statement) => confidence.read(statement)).findLast((value) => value !== undefined);
    return {
      party,
      first: said[0]!.recordedAt,
      last: said.at(-1)!.recordedAt,
      statements: said.length,
      ...(sureness === undefined ? {} : { confidence: typeof sureness === 'string' ? sureness : 'not-known-yet' }),
      relays: said.some((statement) => basedOn.read(statement) !== undefined),
    };
  });
}
