/**
 * Every clock of a case, computed from what is said in it: pure, whatever the order of arrival, and by anybody who
 * holds the statements. Time enters only when one asks where a clock stands (`obligation-state.ts`).
 */

import type { Regimes } from '#obligations/regimes/load-regimes.ts';
import type { Period, Regime } from '#obligations/regimes/regime.ts';
import { compareTexts, later, same } from '#obligations/timeline.ts';
import type { CaseEvent, Declaration, PromiseMade, Said } from './case-event.ts';
import { REPORT_TYPES } from './case-events.ts';
import { type CaseIndex, indexCase, receiversOf } from './case-index.ts';
import { type Context, isState, partiesNamed } from './clock-context.ts';
import { type CaseClocks, type Conflict, type Obligation, obligationId, type UnknownText } from './obligation.ts';
import { type CountedIn, everyText, NO_STANDING, type Reckoning, type Standing } from './reckoning.ts';
import { clocksOf, isOpenedBy } from './stage-clocks.ts';

export { stateAt, stateFor } from './obligation-state.ts';

/** What a promise of a party's own stands under, in place of a regime. */
export const OWN_PROMISE = 'own-promise';

const BEFORE_ALL = Temporal.Instant.fromEpochMilliseconds(-8_640_000_000_000_000);

export type CaseQuestion = Reckoning & {
  readonly case: string;
  readonly events: readonly CaseEvent[];
  readonly standing?: Standing;
  /** The party that computes; holds hidden from it are as if they were not there. */
  readonly viewpoint?: string | null;
};

export function obligationsOf(question: CaseQuestion): readonly Obligation[] {
  return caseClocks(question).obligations;
}

export function caseClocks(question: CaseQuestion): CaseClocks {
  const index = indexCase(question.events, question.viewpoint ?? null);
  const unknownTexts: UnknownText[] = [];
  const shared = {
    case: question.case,
    index,
    lastWord: lastWordOf(question.events),
    standing: question.standing ?? NO_STANDING,
    reckoning: {
      ...question,
      expiry: remembering(question.expiry),
      readings: remembering(question.readings),
    },
  };
  const named = namedAuthorities(index);
  const base = (regime: Regime, bearer: string) => ({
    ...shared,
    regime,
    bearer,
    clocks: new Map(),
    moments: new Map(),
    named: named.get(bearer) ?? new Set<string>(),
  });
  const obligations: Obligation[] = [];
  for (const declaration of lastDeclarations(index.declarations)) {
    const regime = textOf(question.regimes, declaration, unknownTexts);
    if (regime === undefined) continue;
    const context: Context = { ...base(regime, declaration.by), declaration, trigger: null, to: null };
    obligations.push(...obligationsIn(context, ['declarer']));
  }
  for (const { regime, trigger, bearer, role, to } of openings(question, index)) {
    const context: Context = { ...base(regime, bearer), declaration: null, trigger, to };
    obligations.push(...obligationsIn(context, [role]));
  }
  for (const promise of index.promises) obligations.push(promiseOf(question.case, index, promise));
  momentsThatDiffer(index, question.events);
  obligations.sort((one, other) => compareTexts(one.id, other.id));
  return { obligations, conflicts: distinct(index.conflicts), unknownTexts };
}

function obligationsIn(context: Context, bearers: readonly string[]): readonly Obligation[] {
  return context.regime.stages
    .filter((stage) => bearers.includes(stage.bearer))
    .flatMap((stage) => clocksOf(context, stage.id).map(({ obligation }) => obligation));
}

/** Before all that can be known, where nobody said anything. */
function lastWordOf(events: readonly CaseEvent[]): Temporal.Instant {
  let last = BEFORE_ALL;
  for (const { recordedAt } of events) last = later(last, recordedAt);
  return last;
}

/** A party's last word on whether a regime applies to it. */
function lastDeclarations(declarations: readonly Declaration[]): readonly Declaration[] {
  const found = new Map<string, Declaration>();
  for (const declaration of declarations) found.set(`${declaration.by} ${declaration.regime}`, declaration);
  return [...found.values()];
}

/** The text that was pinned, or undefined where this node does not have that text. */
function textOf(regimes: Regimes, declaration: Declaration, unknown: UnknownText[]): Regime | undefined {
  const { regime: id, version, hash, by, digest } = declaration;
  const regime = regimes.version(id, version);
  // A hash that was not shown to us cannot be compared; the version alone then has to do.
  if (regime !== undefined && (hash === '' || hash === regimes.hash(id, version))) return regime;
  unknown.push({ regime: id, version, hash, by, digest, versionKnown: regime !== undefined });
  return undefined;
}

type Opening = {
  readonly regime: Regime;
  readonly trigger: Said;
  readonly role: 'speaker' | 'receiver' | 'named';
  readonly bearer: string;
  readonly to: string | null;
};

/** What opened by itself: a statement that a regime waits for, by the text in force when it was recorded. */
function openings(question: CaseQuestion, index: CaseIndex): readonly Opening[] {
  const found = new Map<string, Opening>();
  for (const [type, ids] of waitingFor(question.regimes)) {
    for (const trigger of index.saidOf(type)) {
      for (const id of ids) {
        const regime = question.regimes.inForce(id, trigger.recordedAt);
        if (regime === undefined) continue;
        for (const opening of openingsBy(regime, trigger, receiversOf(index, trigger))) {
          const { bearer, role, to } = opening;
          if (!reaches(question, regime, bearer) || !reaches(question, regime, to ?? bearer)) continue;
          found.set([id, trigger.digest, role, bearer, to ?? ''].join(' '), opening);
        }
      }
    }
  }
  return [...found.values()];
}

function* openingsBy(regime: Regime, trigger: Said, receivers: ReadonlySet<string>): Generator<Opening> {
  for (const stage of regime.stages) {
    const role = stage.bearer;
    if (role === 'declarer' || !isOpenedBy(stage, regime.id, trigger)) continue;
    if (role === 'named') {
      for (const bearer of partiesNamed(trigger, stage.named_in))
        yield { regime, trigger, role, bearer, to: null };
    } else if (role === 'receiver') {
      for (const to of receivers) yield { regime, trigger, role, bearer: to, to };
    } else if (stage.addressees.some((addressee) => addressee.role === 'receiver') && receivers.size > 0) {
      for (const to of receivers) yield { regime, trigger, role, bearer: trigger.by, to };
    } else {
      yield { regime, trigger, role, bearer: trigger.by, to: null };
    }
  }
}

/**
 * A state's law reaches parties of that state; a union's, those of its states, and what they owe one another. Nobody is
 * bound by a guess.
 */
function reaches({ groups, standing }: CaseQuestion, { jurisdiction }: Regime, bearer: string): boolean {
  const members = groups.get(jurisdiction);
  if (members === undefined && !isState(jurisdiction)) return true;
  const territory = standing?.territoryOf(bearer) ?? null;
  return territory !== null && (territory === jurisdiction || (members?.includes(territory) ?? false));
}

const waiting = new WeakMap<Regimes, ReadonlyMap<string, readonly string[]>>();

/** Statement types that open something by themselves, each with the regimes that wait for it. */
function waitingFor(regimes: Regimes): ReadonlyMap<string, readonly string[]> {
  const known = waiting.get(regimes);
  if (known !== undefined) return known;
  const found = new Map<string, Set<string>>();
  for (const regime of everyText(regimes)) {
    for (const { opens, bearer } of regime.stages) {
      if (bearer === 'declarer' || !('said' in opens)) continue;
      found.set(opens.said, (found.get(opens.said) ?? new Set()).add(regime.id));
    }
  }
  const listed = new Map([...found].map(([type, ids]) => [type, [...ids].sort(compareTexts)]));
  waiting.set(regimes, listed);
  return listed;
}

function promiseOf(caseId: string, index: CaseIndex, promise: PromiseMade): Obligation {
  const { digest, by, what, due, to, recordedAt } = promise;
  const kept = index.keptOf(digest).find((one) => one.by === by);
  const withdrawn = index.withdrawalOf(promise);
  return {
    id: obligationId({
      case: caseId,
      regime: OWN_PROMISE,
      stage: 'promise',
      bearer: by,
      role: 'receiver',
      occasion: digest,
    }),
    case: caseId,
    regime: OWN_PROMISE,
    version: 1,
    stage: 'promise',
    kind: 'promise',
    sureness: null,
    bearer: by,
    role: 'receiver',
    addressee: to,
    what,
    restsOn: [digest],
    triggeredAt: recordedAt,
    dueAt: due,
    countedBy: null,
    counted: null,
    otherReading: null,
    begins: null,
    effect: null,
    countdown: true,
    history: [],
    metAt: kept?.recordedAt ?? null,
    metBy: kept?.digest ?? null,
    metElsewhere: false,
    held: null,
    excused: null,
    notApplicable: null,
    closedBy: withdrawn?.digest ?? null,
    closedAt: withdrawn?.recordedAt ?? null,
  };
}

/** Whom a bearer itself treats as its authority here: those it reported to, and those that it named as addressees. */
function namedAuthorities(index: CaseIndex): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>();
  const add = (by: string, parties: Iterable<string>) => {
    const known = named.get(by) ?? new Set();
    for (const party of parties) if (party !== by) known.add(party);
    named.set(by, known);
  };
  for (const { by, addressees } of index.declarations) add(by, addressees.values());
  for (const type of REPORT_TYPES) for (const { by, to } of index.saidOf(type)) add(by, to);
  return named;
}

/** Two persons of one party who give one moment different times without correcting each other: both are shown. */
function momentsThatDiffer(index: CaseIndex, events: readonly CaseEvent[]): void {
  const asked = new Set<string>();
  for (const event of events) {
    if (event.kind !== 'moment' || asked.has(`${event.by} ${event.moment}`)) continue;
    asked.add(`${event.by} ${event.moment}`);
    const roots = index.momentsOf(event.by, event.moment).map(({ words }) => words.at(-1)!.event);
    for (const [position, word] of roots.entries()) {
      const before = roots.slice(0, position).find((one) => one.regime === word.regime && !same(one.at, word.at));
      if (before === undefined || word.moment === 'new-information' || word.moment === 'request') continue;
      index.conflicts.push({ code: 'moments-differ', digest: word.digest, by: word.by, about: before.digest });
    }
  }
}

function distinct(conflicts: readonly Conflict[]): readonly Conflict[] {
  const found = new Map(conflicts.map((one) => [`${one.code} ${one.digest} ${one.about ?? ''}`, one]));
  return [...found].sort(([one], [other]) => compareTexts(one, other)).map(([, conflict]) => conflict);
}

/** Many clocks run from one moment by one limit; the calendar is asked once. */
function remembering<End>(reckoned: (from: Temporal.Instant, within: Period, place: CountedIn) => End) {
  const known = new Map<string, End>();
  return (from: Temporal.Instant, within: Period, place: CountedIn): End => {
    const { calendar, zone, state, closes } = place;
    const closing = closes === undefined ? [] : [closes.at, closes.on, closes.zone];
    const key = [from.epochNanoseconds, within.value, within.unit, calendar, zone, state, ...closing].join(' ');
    let end = known.get(key);
    if (end === undefined) {
      end = reckoned(from, within, place);
      known.set(key, end);
    }
    return end;
  };
}
