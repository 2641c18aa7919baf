/** The front door of this room: what `node.ts` needs of it. */
import { Job } from '#federation/job.ts';
import type { Office } from '#federation/office.ts';
import type { Model } from '#ledger/contract.ts';
import { lastRecordedAt } from '#ledger/held.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { EXERCISE_ACTS } from './acts.ts';
import type { ExerciseClock } from './clock.ts';
import { ClockJob } from './clock-job.ts';
import { readCourse, WORDS_MOST } from './course.ts';
import { clockRule, type ExerciseSettings } from './rules.ts';
import { EXERCISE_TYPES, exerciseClock } from './statements.ts';
import { clockWords, exercisesView } from './view.ts';

/** What this room adds to the ledger; in the live realm its rule refuses every word. */
export function exercisesModel(settings: ExerciseSettings): Model {
  return {
    name: 'exercises',
    types: EXERCISE_TYPES,
    rules: [clockRule(settings)],
    views: [exercisesView],
    acts: EXERCISE_ACTS,
  };
}

export type FollowedClock = AsyncDisposable & {
  /** Once everything recorded up to now counts in the clock of this process. */
  settled(): Promise<void>;
};

/** How long a process that does not append may go by an old course. */
const LOOK_EVERY_MS = 1_000;

/**
 * Sets the clock by what this node holds, and again with every word that is recorded here. To be done before anything is
 * recorded: what a restarted node says must not be dated by the world.
 */
export async function followClock(
  clock: ExerciseClock,
  ledger: OpenLedger,
  keeper: string | undefined,
  trouble: (error: unknown, doing: string) => void = () => undefined,
): Promise<FollowedClock> {
  const { connection } = ledger.store;
  let running: Promise<void> = Promise.resolve();
  async function read(): Promise<void> {
    const { course } = readCourse(await clockWords(connection, WORDS_MOST), keeper);
    clock.take(course, course.length === 0 ? undefined : await lastRecordedAt(connection));
  }
  function again(): Promise<void> {
    running = running.then(read).catch((error: unknown) => trouble(error, 'read the exercise’s clock'));
    return running;
  }
  await read();
  const unsubscribe = ledger.onRecorded((records) => {
    if (records.some(({ type }) => type === exerciseClock.name)) void again();
  });
  const looking = setInterval(() => {
    if (!ledger.appends) void again();
  }, LOOK_EVERY_MS);
  looking.unref();
  return {
    settled: () => running,
    async [Symbol.asyncDispose]() {
      unsubscribe();
      clearInterval(looking);
      await running;
    },
  };
}

export type GivingSettings = {
  readonly office: Office;
  readonly ledger: Pick<OpenLedger, 'appends'>;
  readonly random?: () => number;
  readonly trouble?: (error: unknown, doing: string) => void;
};

/** From now on each word about the clock reaches every peer, while this process is on duty. */
export function giveClock({ office, ledger, ...options }: GivingSettings): AsyncDisposable {
  const trouble = options.trouble ?? (() => undefined);
  const random = options.random ?? Math.random;
  return new Job<ClockJob>({
    onDuty: () => ledger.appends,
    begin: () => new ClockJob({ office, random, trouble }),
    trouble: (error) => trouble(error, 'hand the exercise’s clock over to another process'),
  });
}
