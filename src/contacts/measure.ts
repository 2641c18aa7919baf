/** How fast a contact answered, from pings and answers alone. A voluntary norm is answered or not: nobody is graded. */

/** What became of one ping. */
export type Trial = {
  readonly ping: string;
  readonly at: Temporal.Instant;
  readonly answerBy: Temporal.Instant | null;
  /** It arrived at a node, as its receipt proves. */
  readonly receivedAt: Temporal.Instant | null;
  /** A machine said that it is there; it proves nothing about persons. */
  readonly machineAt: Temporal.Instant | null;
  readonly personAt: Temporal.Instant | null;
  /** How the person's answer came: `node`, or through a guest link, mail or the telephone. */
  readonly personVia: string | null;
};

const TRIAL_STATES = ['answered', 'answered-late', 'answered-elsewhere', 'waiting', 'unanswered'] as const;
export type TrialState = (typeof TRIAL_STATES)[number];

export type Measure = {
  readonly pings: number;
  /** Pings whose time is over or that were answered: what shares are counted from. */
  readonly settled: number;
  readonly answeredByPerson: number;
  readonly answeredInTime: number;
  readonly medianSeconds: number | null;
  readonly lastSeconds: number | null;
  /** Half of the machines' answers came within this time. */
  readonly machineMedianSeconds: number | null;
  readonly lastPingAt: Temporal.Instant | null;
  /** The latest pings that ended without a person's answer, counted back from the newest that has ended. */
  readonly unansweredInARow: number;
};

export const NOTHING_MEASURED: Measure = {
  pings: 0,
  settled: 0,
  answeredByPerson: 0,
  answeredInTime: 0,
  medianSeconds: null,
  lastSeconds: null,
  machineMedianSeconds: null,
  lastPingAt: null,
  unansweredInARow: 0,
};

/** Where a ping stands now; an answer through another way than a node is an answer elsewhere. */
export function trialState(trial: Trial, now: Temporal.Instant): TrialState {
  const { personAt, answerBy, personVia } = trial;
  if (personAt === null) {
    const isOver = answerBy !== null && answerBy.epochMilliseconds <= now.epochMilliseconds;
    return isOver ? 'unanswered' : 'waiting';
  }
  if (personVia !== 'node') return 'answered-elsewhere';
  const isLate = answerBy !== null && personAt.epochMilliseconds > answerBy.epochMilliseconds;
  return isLate ? 'answered-late' : 'answered';
}

/** Trials of one contact in any order. Times are whole seconds from the ping to the answer, by the asking node's clock. */
export function measureOf(trials: readonly Trial[], now: Temporal.Instant): Measure {
  if (trials.length === 0) return NOTHING_MEASURED;
  const newestFirst = trials.toSorted((one, other) => Temporal.Instant.compare(other.at, one.at));
  const states = newestFirst.map((trial) => trialState(trial, now));
  const ended = states.filter((state) => state !== 'waiting');
  const answered = ended.findIndex((state) => state !== 'unanswered');
  const byPerson = newestFirst.flatMap((trial) => secondsTo(trial.at, trial.personAt));
  const byMachine = newestFirst.flatMap((trial) => secondsTo(trial.at, trial.machineAt));
  return {
    pings: trials.length,
    settled: ended.length,
    answeredByPerson: byPerson.length,
    answeredInTime: newestFirst.filter(isInTime).length,
    medianSeconds: median(byPerson),
    lastSeconds: byPerson[0] ?? null,
    machineMedianSeconds: median(byMachine),
    lastPingAt: newestFirst[0]!.at,
    unansweredInARow: answered === -1 ? ended.length : answered,
  };
}

function isInTime({ personAt, answerBy }: Trial): boolean {
  return personAt !== null && (answerBy === null || personAt.epochMilliseconds <= answerBy.epochMilliseconds);
}

const MILLISECONDS_A_SECOND = 1_000;

function secondsTo(from: Temporal.Instant, to: Temporal.Instant | null): readonly number[] {
  if (to === null) return [];
  return [Math.max(0, Math.round((to.epochMilliseconds - from.epochMilliseconds) / MILLISECONDS_A_SECOND))];
}

/** The middle value, or the lower of the two in the middle: never a number that nobody took. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
