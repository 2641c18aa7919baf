/** The events of one case, by what the engine asks for: nothing is searched twice, however many clocks there are. */

import type { Moment } from '#obligations/regimes/regime.ts';
import { compareTexts, earliest, later } from '#obligations/timeline.ts';
import type {
  CaseEvent,
  Declaration,
  DutyChanged,
  EventHead,
  Filing,
  Hold,
  MomentStated,
  PromiseKept,
  PromiseMade,
  Received,
  Said,
  Withdrawal,
} from './case-event.ts';
import { REPORT_TYPES } from './case-events.ts';
import { type Amended, amendedWords } from './corrections.ts';
import type { Conflict } from './obligation.ts';

/** A filing as its corrections left it, and when it, or the report that was filed, was taken back. */
export type FilingStood = Filing & { readonly first: string; readonly takenBackAt: Temporal.Instant | null };

export type CaseIndex = {
  readonly declarations: readonly Declaration[];
  momentsOf(bearer: string, moment: Moment): readonly Amended<MomentStated>[];
  /** In order of dispatch. */
  filingsOf(bearer: string, regime: string, stage: string): readonly FilingStood[];
  /** In order of recording. */
  changesOf(bearer: string, regime: string, stage: string): readonly DutyChanged[];
  readonly holds: readonly Hold[];
  readonly promises: readonly PromiseMade[];
  keptOf(promise: string): readonly PromiseKept[];
  /** Statements of a type in order of recording; those of one speaker; those of one speaker that refer to a digest. */
  saidOf(type: string): readonly Said[];
  saidBy(by: string, type: string): readonly Said[];
  referring(by: string, type: string, claim: string, digest: string): readonly Said[];
  receiptsOf(digest: string): readonly Received[];
  /** By which this statement was given to somebody. */
  releasesOf(digest: string): readonly Said[];
  /** The first withdrawal of it by its own speaker. */
  withdrawalOf(event: EventHead): Withdrawal | undefined;
  /** The withdrawal that left nothing of what this party reported; undefined while something stands, or never stood. */
  allWithdrawn(bearer: string): Withdrawal | undefined;
  readonly conflicts: Conflict[];
};

const NONE: readonly never[] = [];

/** Whom a statement speaks to: those it names, and those it was given to. */
export function receiversOf(index: CaseIndex, event: Said): ReadonlySet<string> {
  const receivers = new Set(event.to);
  for (const release of index.releasesOf(event.digest)) for (const to of release.to) receivers.add(to);
  return receivers;
}

/** Those hidden from `viewpoint` are as if they were not there. */
export function indexCase(events: readonly CaseEvent[], viewpoint: string | null): CaseIndex {
  const conflicts: Conflict[] = [];
  const sorted = inOrder(events);
  const of = <Kind extends CaseEvent['kind']>(kind: Kind) =>
    sorted.filter((event): event is Extract<CaseEvent, { kind: Kind }> => event.kind === kind);
  const moments = amendedWords(
    of('moment'),
    conflicts,
    (correction, corrected) => correction.moment === corrected.moment,
  );
  const momentsBy = Map.groupBy(moments, ({ words }) => `${words[0]!.event.by} ${words[0]!.event.moment}`);
  const withdrawals = withdrawalIndex(of('withdrawn'));
  const withdrawalOf = (event: Pick<EventHead, 'by' | 'digest'>) => withdrawals.get(`${event.by} ${event.digest}`);
  const filings = amendedWords(of('filed'), conflicts).map(({ first, words }): FilingStood => {
    const { event } = words.at(-1)!;
    const taken = [first, event.digest, event.report ?? ''].flatMap(
      (digest) => withdrawalOf({ by: event.by, digest }) ?? [],
    );
    return { ...event, first, takenBackAt: earliest(taken.map(({ recordedAt }) => recordedAt)) };
  });
  filings.sort(
    (one, other) =>
      Temporal.Instant.compare(one.at, other.at) ||
      Temporal.Instant.compare(one.recordedAt, other.recordedAt) ||
      compareTexts(one.digest, other.digest),
  );
  const filingsBy = Map.groupBy(filings, ({ by, regime, stage }) => `${by} ${regime} ${stage}`);
  const changesBy = Map.groupBy(of('changed'), ({ bearer, regime, stage }) => `${bearer} ${regime} ${stage}`);
  const said = of('said');
  const saidByType = Map.groupBy(said, ({ type }) => type);
  const saidBySpeaker = Map.groupBy(said, ({ by, type }) => `${by} ${type}`);
  const references = referenceIndex(said);
  const releases = Map.groupBy(saidByType.get('release') ?? NONE, ({ values }) => String(values.get('target')));
  const receipts = receiptIndex(of('received'));
  const kept = Map.groupBy(of('kept'), ({ promise }) => promise);
  const reportsBy = Map.groupBy(
    said.filter(({ type }) => REPORT_TYPES.includes(type)),
    ({ by }) => by,
  );
  return {
    declarations: of('applies'),
    momentsOf: (bearer, moment) => momentsBy.get(`${bearer} ${moment}`) ?? NONE,
    filingsOf: (bearer, regime, stage) => filingsBy.get(`${bearer} ${regime} ${stage}`) ?? NONE,
    changesOf: (bearer, regime, stage) => changesBy.get(`${bearer} ${regime} ${stage}`) ?? NONE,
    holds: of('hold').filter(
      (one) => withdrawalOf(one) === undefined && (viewpoint === null || !one.hiddenFrom.includes(viewpoint)),
    ),
    promises: of('promised'),
    keptOf: (promise) => kept.get(promise) ?? NONE,
    saidOf: (type) => saidByType.get(type) ?? NONE,
    saidBy: (by, type) => saidBySpeaker.get(`${by} ${type}`) ?? NONE,
    referring: (by, type, claim, digest) => references().get(`${by} ${type} ${claim} ${digest}`) ?? NONE,
    receiptsOf: (digest) => receipts.get(digest) ?? NONE,
    releasesOf: (digest) => releases.get(digest) ?? NONE,
    withdrawalOf,
    allWithdrawn(bearer) {
      let latest: Withdrawal | undefined;
      for (const report of reportsBy.get(bearer) ?? NONE) {
        const taken = withdrawalOf(report);
        if (taken === undefined) return undefined;
        if (latest === undefined || later(taken.recordedAt, latest.recordedAt) !== latest.recordedAt)
          latest = taken;
      }
      return latest;
    },
    conflicts,
  };
}

function receiptIndex(received: readonly Received[]): ReadonlyMap<string, readonly Received[]> {
  const receipts = new Map<string, Received[]>();
  for (const one of received) {
    for (const digest of new Set([one.release, one.target])) {
      if (digest !== null) push(receipts, digest, one);
    }
  }
  return receipts;
}

/** By who withdrew and what: the first word of each. */
function withdrawalIndex(withdrawn: readonly Withdrawal[]): ReadonlyMap<string, Withdrawal> {
  const withdrawals = new Map<string, Withdrawal>();
  for (const one of withdrawn) {
    for (const digest of one.withdraws) {
      const key = `${one.by} ${digest}`;
      if (!withdrawals.has(key)) withdrawals.set(key, one);
    }
  }
  return withdrawals;
}

/** By the time they were recorded, then by digest. Milliseconds decide most of it, and cost least to compare. */
function inOrder(events: readonly CaseEvent[]): readonly CaseEvent[] {
  return events
    .map((event) => ({ event, milliseconds: event.recordedAt.epochMilliseconds }))
    .sort(
      (one, other) =>
        one.milliseconds - other.milliseconds ||
        Temporal.Instant.compare(one.event.recordedAt, other.event.recordedAt) ||
        compareTexts(one.event.digest, other.event.digest) ||
        compareTexts(one.event.kind, other.event.kind),
    )
    .map(({ event }) => event);
}

/** Made when the first clock asks what answers it: most cases hold no such clock. */
function referenceIndex(said: readonly Said[]): () => ReadonlyMap<string, readonly Said[]> {
  let made: Map<string, Said[]> | undefined;
  return () => {
    if (made !== undefined) return made;
    made = new Map();
    for (const one of said) {
      for (const [claim, value] of one.values) {
        for (const digest of typeof value === 'string' ? [value] : Array.isArray(value) ? value : []) {
          push(made, `${one.by} ${one.type} ${claim} ${digest}`, one);
        }
      }
    }
    return made;
  };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
