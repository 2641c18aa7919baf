/** What authorities do to a duty: put off, suspended, lifted, held. And what a bearer finds of its own. */

import type { Stage } from '#obligations/regimes/regime.ts';
import { earlier, isBefore, last, later, type Step, same, type Timeline } from '#obligations/timeline.ts';
import type { DutyChanged, EventHead, Hold } from './case-event.ts';
import type { Context } from './clock-context.ts';
import type { ConflictCode, MoveReason, Obligation } from './obligation.ts';

/** More changes to one duty, or holds of it, by one party are a flood; the newest of each party count. */
const MAX_CHANGES_EACH = 64;
/** Parties heard beside the authorities: the bearer itself, and those that it named as its authorities. */
const MAX_OTHERS = 7;

/** Which addressees a hold keeps from being told, beside the statements it names. */
const HELD_ROLES: Readonly<Record<string, readonly string[]>> = {
  'public-warning': ['public'],
  publication: ['public', 'market', 'investors'],
  'affected-party-notice': ['users', 'customers', 'data-subjects', 'recipients'],
};

/** In the order in which they were recorded. */
export type Changes = {
  readonly changes: readonly DutyChanged[];
  readonly holds: readonly Hold[];
  /** When each suspension that was resumed was resumed first, by its digest. */
  readonly resumedAt: ReadonlyMap<string, Temporal.Instant>;
};

/** The changes that count for this clock; the others are conflicts to show. */
export function changesFor(
  context: Context,
  stage: Stage,
  addressee: { readonly role: string; readonly party: string | null },
  restsOn: readonly string[],
): Changes {
  const { index, bearer, regime, standing } = context;
  const flag = (code: ConflictCode, { digest, by }: { readonly digest: string; readonly by: string }) =>
    index.conflicts.push({ code, digest, by, about: null });
  const isAuthority = (by: string) => by === addressee.party || (by !== bearer && standing.competent(by, bearer));
  const mayChange = (by: string) => isAuthority(by) || (by !== bearer && context.named.has(by));
  const changes = index.changesOf(bearer, regime.id, stage.id).filter((change) => {
    if (change.about !== null && !restsOn.includes(change.about)) return false;
    if (index.withdrawalOf(change) !== undefined) return false;
    const own = change.by === bearer && change.change === 'not-applicable';
    if (!own && !mayChange(change.by)) {
      flag('change-not-competent', change);
      return false;
    }
    if (change.until === null && (change.change === 'extended' || change.change === 'suspended')) {
      flag('change-without-effect', change);
      return false;
    }
    return true;
  });
  const holds = index.holds.filter((hold) => {
    if (!reaches(hold, stage, addressee.role, restsOn)) return false;
    if (hold.by === bearer || mayChange(hold.by)) return true;
    flag('hold-not-competent', hold);
    return false;
  });
  const heard = newestOfEach(changes, isAuthority);
  return { changes: heard, holds: newestOfEach(holds, isAuthority), resumedAt: resumptions(heard) };
}

/** A party's flood pushes out its own words alone: what an authority said does not depend on what others say. */
function newestOfEach<Word extends EventHead>(
  words: readonly Word[],
  isAuthority: (by: string) => boolean,
): readonly Word[] {
  const speakers = [...new Set(words.map(({ by }) => by))];
  const others = speakers.filter((by) => !isAuthority(by)).slice(0, MAX_OTHERS);
  const left = new Map([...speakers.filter(isAuthority), ...others].map((by) => [by, MAX_CHANGES_EACH]));
  const newest = words.toReversed().filter(({ by }) => {
    const room = left.get(by) ?? 0;
    left.set(by, room - 1);
    return room > 0;
  });
  return newest.toReversed();
}

function resumptions(changes: readonly DutyChanged[]): ReadonlyMap<string, Temporal.Instant> {
  const resumed = changes.filter(({ change }) => change === 'resumed');
  const found = new Map<string, Temporal.Instant>();
  for (const { change, digest, recordedAt } of changes) {
    const first = resumed.find((one) => isBefore(recordedAt, one.recordedAt));
    if (change === 'suspended' && first !== undefined) found.set(digest, first.recordedAt);
  }
  return found;
}

function reaches(hold: Hold, stage: Stage, role: string, restsOn: readonly string[]): boolean {
  if (hold.target !== null && !restsOn.includes(hold.target)) return false;
  const answers = 'said' in stage.met_by && stage.met_by.said.includes(hold.holds);
  return answers || (HELD_ROLES[hold.holds]?.includes(role) ?? false);
}

/** The due times with every change at the time it was made. */
export function changedDue(base: Timeline, said: Changes): Timeline {
  const { changes, holds } = said;
  if (changes.length === 0 && holds.length === 0) return base;
  const moves = [...changes, ...holds].flatMap((word) => {
    const reason = word.kind === 'hold' ? 'suspended' : MOVES[word.change];
    return reason === undefined ? [] : [{ since: word.recordedAt, because: word.digest, reason }];
  });
  const words: readonly Omit<Step, 'at'>[] = [...base, ...moves].sort((one, other) =>
    Temporal.Instant.compare(one.since, other.since),
  );
  const steps: Step[] = [];
  let plain: Temporal.Instant | null = null;
  for (const word of words) {
    if ('at' in word) plain = (word as Step).at;
    const at = plain === null ? null : dueAsOf(plain, said, word.since);
    if (steps.length > 0 && same(last(steps)!.at, at)) continue;
    steps.push({ ...word, at });
  }
  return steps;
}

const MOVES: Readonly<Partial<Record<DutyChanged['change'], MoveReason>>> = {
  extended: 'extended',
  suspended: 'suspended',
  resumed: 'resumed',
};

function dueAsOf(
  plain: Temporal.Instant,
  { changes, holds, resumedAt }: Changes,
  asOf: Temporal.Instant,
): Temporal.Instant {
  let due = plain;
  for (const change of changes) {
    if (isBefore(asOf, change.recordedAt)) break;
    if (change.change === 'extended') due = later(due, change.until!);
    if (change.change === 'suspended' && isBefore(change.recordedAt, due)) {
      const end = suspensionEnd(change, resumedAt, asOf);
      if (isBefore(change.recordedAt, end)) due = due.add(change.recordedAt.until(end));
    }
  }
  for (const hold of holds) {
    const inTime = isBefore(hold.recordedAt, due);
    if (!isBefore(asOf, hold.recordedAt) && inTime) due = later(due, hold.until);
  }
  return due;
}

/** At its own end, or when it was resumed before. */
function suspensionEnd(
  { digest, until }: DutyChanged,
  resumedAt: Changes['resumedAt'],
  asOf: Temporal.Instant,
): Temporal.Instant {
  const resumed = resumedAt.get(digest);
  return resumed === undefined || isBefore(asOf, resumed) ? until! : earlier(until!, resumed);
}

const END_OF_TIME = Temporal.Instant.fromEpochMilliseconds(8_640_000_000_000_000);

/** The hold or suspension that lasts longest. */
export function heldBy({ changes, holds, resumedAt }: Changes): Obligation['held'] {
  let longest: Obligation['held'] = null;
  for (const change of changes) {
    if (change.change !== 'suspended') continue;
    const until = suspensionEnd(change, resumedAt, END_OF_TIME);
    if (longest === null || isBefore(longest.until, until)) longest = { until, by: change.digest, hiddenFrom: [] };
  }
  for (const { until, digest, hiddenFrom } of holds) {
    if (longest === null || isBefore(longest.until, until)) longest = { until, by: digest, hiddenFrom };
  }
  return longest;
}

export function excusedBy({ changes }: Changes): Obligation['excused'] {
  const change = changes.findLast((one) => one.change === 'excused');
  return change === undefined ? null : { by: change.digest, basis: change.basis };
}

export function foundNotApplicable({ changes }: Changes): string | null {
  return changes.findLast((one) => one.change === 'not-applicable')?.basis ?? null;
}
