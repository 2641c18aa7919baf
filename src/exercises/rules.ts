import { textOf } from '#federation/draft-text.ts';
import { conflictKind } from '#ledger/conflict-key.ts';
import type { Rule } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { ExerciseCode } from './codes.ts';
import { instantAt, type Reading, readCourse, WORDS_MOST } from './course.ts';
import { clockWords } from './view.ts';

/** Said for later at most so long ahead; and so long after the instant it names, by clocks that differ a little. */
export const AHEAD_HOURS_MOST = 24;
const LATE_MINUTES_MOST = 5;

/** What this node knows of the exercise it takes part in. */
export type ExerciseSettings = {
  readonly realm: string;
  /** The party whose words set the clock; whoever speaks first where none is named. */
  readonly keeper: string | undefined;
  /** The world's time, by this machine. */
  readonly world: () => Temporal.Instant;
};

export type ClockState = { readonly reading: Reading; readonly world: Temporal.Instant; readonly realm: string };

type Verdict = Outcome<null, ExerciseCode>;
type Check = (state: ClockState, draft: Draft) => Verdict;

const clockOfRealm = conflictKind<[]>('exercise-clock');

/** May this party set the exercise's clock so? All words about it see each other's effects, in order. */
export function clockRule({ realm, keeper, world }: ExerciseSettings): Rule<ClockState> {
  return {
    type: 'exercise-clock',
    conflictKeys: () => [clockOfRealm()],
    async load(reads: Connection, drafts) {
      const reading = readCourse(await clockWords(reads, WORDS_MOST), keeper);
      return drafts.map(() => ({ reading, world: world(), realm }));
    },
    decide: (state, draft) => firstRefusal(CHECKS, state, draft),
  };
}

const CHECKS: readonly Check[] = [inExercise, byKeeper, notTooMany, inShape, inTime, inOrder, neverBack];

function inExercise({ realm }: ClockState): Verdict {
  if (realm !== 'live') return accept(null);
  return refuse('exercise-clock-in-live', 'The live realm has the world’s time; only an exercise sets a clock.');
}

function byKeeper({ reading }: ClockState, draft: Draft): Verdict {
  const { keeper = draft.issuer } = reading;
  if (textOf(draft, 'run_by') !== draft.issuer) {
    return refuse('exercise-clock-of-another', 'A party sets the clock in its own name.', 'run_by');
  }
  if (keeper === draft.issuer) return accept(null);
  return refuse('exercise-clock-of-another', phrase`The clock of this exercise is set by ${keeper}.`, 'run_by');
}

function notTooMany({ reading }: ClockState): Verdict {
  if (reading.heard.filter(({ issuer }) => issuer === reading.keeper).length < WORDS_MOST) return accept(null);
  const sentence = phrase`An exercise’s clock is set at most ${WORDS_MOST} times: begin another exercise.`;
  return refuse('exercise-clock-too-many', sentence);
}

/** Which of the two each act needs: nothing is left to be taken for granted, so that a withheld claim is no other word. */
const SHAPES: Readonly<Record<string, Readonly<Record<'instant' | 'speed', 'needed' | 'none'>>>> = {
  start: { instant: 'needed', speed: 'needed' },
  speed: { instant: 'none', speed: 'needed' },
  pause: { instant: 'none', speed: 'none' },
  jump: { instant: 'needed', speed: 'none' },
};

function inShape(_state: ClockState, draft: Draft): Verdict {
  const act = textOf(draft, 'act');
  for (const name of ['instant', 'speed'] as const) {
    const wanted = SHAPES[act]?.[name];
    const given = draft.claims[name] !== undefined;
    if (wanted === 'needed' && !given)
      return refuse('exercise-clock-shape', phrase`A ${act} of the clock names its ${name}.`, name);
    if (wanted === 'none' && given)
      return refuse('exercise-clock-shape', phrase`A ${act} of the clock has no ${name}.`, name);
  }
  return accept(null);
}

function inTime({ world }: ClockState, draft: Draft): Verdict {
  const from = instantFrom(draft.claims.effective_at);
  const minutes = from === undefined ? Number.NaN : world.until(from).total('minutes');
  if (minutes >= -LATE_MINUTES_MOST && minutes <= AHEAD_HOURS_MOST * 60) return accept(null);
  const sentence = phrase`Say it for now, or for at most ${AHEAD_HOURS_MOST} hours ahead, by the world’s time.`;
  return refuse('exercise-clock-time', sentence, 'effective_at');
}

function inOrder({ reading: { course } }: ClockState, draft: Draft): Verdict {
  const act = textOf(draft, 'act');
  const last = course.at(-1);
  if (act === 'start' && last !== undefined)
    return refuse(
      'exercise-clock-started',
      'This clock was started already: set its speed, or let it jump.',
      'act',
    );
  if (act !== 'start' && last === undefined)
    return refuse('exercise-clock-not-started', 'This clock was not started yet: start it first.', 'act');
  if (last === undefined || microsecondsOf(draft, 'effective_at') >= last.from) return accept(null);
  const sentence = phrase`What was said last holds from ${fromMicroseconds(last.from)} on: say this for then, or later.`;
  return refuse('exercise-clock-time', sentence, 'effective_at');
}

function neverBack({ reading: { course } }: ClockState, draft: Draft): Verdict {
  if (draft.claims.instant === undefined) return accept(null);
  const to = instantFrom(draft.claims.instant);
  const current = instantAt(course, microsecondsOf(draft, 'effective_at'));
  if (to !== undefined && toMicroseconds(to) >= current) return accept(null);
  const sentence = phrase`It is ${fromMicroseconds(current)} in the exercise then, and its clock never goes back.`;
  return refuse('exercise-clock-back', sentence, 'instant');
}

/** Checked to be an instant before. */
function microsecondsOf(draft: Draft, name: string): number {
  const at = instantFrom(draft.claims[name]);
  return at === undefined ? Number.NaN : toMicroseconds(at);
}
