/**
 * From what was said about an exercise's clock to its instant at any instant of the world. Pure, and the same on every
 * node that holds the same statements, in whatever order they arrived.
 */
import type { ClockAct } from './statements.ts';

/** One statement about the clock; what was withheld or makes no sense is null. Instants are microseconds since 1970. */
export type ClockWord = {
  readonly digest: string;
  /** The reading order of this node, which decides only who spoke first where no party was named. */
  readonly arrival: number;
  readonly own: boolean;
  readonly case: string | null;
  readonly issuer: string;
  readonly log: string;
  readonly logIndex: number;
  readonly number: number | null;
  readonly act: ClockAct | null;
  readonly effectiveAt: number | null;
  readonly instant: number | null;
  readonly speed: number | null;
};

/** Why a statement moves nothing; it is shown all the same. */
export type Unheeded =
  | 'of-another'
  | 'unreadable'
  | 'number-taken'
  | 'too-many'
  | 'not-started'
  | 'started-already'
  | 'before-another'
  | 'back';

export type Heard = ClockWord & { readonly unheeded: Unheeded | null };

/** From `from` (of the world) on, the exercise's clock goes from `at` so many times as fast. */
export type Stretch = { readonly from: number; readonly at: number; readonly speed: number };

/** In order of their beginnings; empty as long as nobody started a clock, which then goes with the world's. */
export type Course = readonly Stretch[];

export type Reading = {
  readonly keeper: string | undefined;
  readonly course: Course;
  /** Every statement, in the order in which they count. */
  readonly heard: readonly Heard[];
};

/** So many of a party are read, the earliest of its numbers; its rule refuses more. */
export const WORDS_MOST = 5_000;

/** The end of the year 2199, behind which no statement speaks: there the clock stands. */
export const LAST_INSTANT = Date.UTC(2199, 11, 31, 23, 59, 59) * 1000;

/**
 * Whose words count: the party named in the node's settings, else whoever spoke first here, of its own parties and its
 * confirmed peers. The word of another is heard and moves nothing.
 */
export function keeperOf(words: readonly ClockWord[], named: string | undefined): string | undefined {
  if (named !== undefined) return named;
  let first: ClockWord | undefined;
  for (const word of words) if (first === undefined || word.arrival < first.arrival) first = word;
  return first?.issuer;
}

/** What the clock does, by the keeper's words in the order of its running numbers. */
export function readCourse(words: readonly ClockWord[], named: string | undefined): Reading {
  const keeper = keeperOf(words, named);
  const course: Stretch[] = [];
  const taken = new Set<number>();
  const heard = [...words].sort(byNumber).map((word): Heard => {
    const unheeded = word.issuer === keeper ? hear(word, course, taken) : 'of-another';
    return { ...word, unheeded };
  });
  return { keeper, course, heard };
}

/** Of two under one number the one that stands lower in the log counts: whoever signs both can hide neither. */
function byNumber(one: ClockWord, other: ClockWord): number {
  return (
    (one.number ?? Number.POSITIVE_INFINITY) - (other.number ?? Number.POSITIVE_INFINITY) ||
    one.logIndex - other.logIndex ||
    (one.digest < other.digest ? -1 : Number(one.digest > other.digest))
  );
}

/** Puts the word into the course, or says why not. */
function hear(word: ClockWord, course: Stretch[], taken: Set<number>): Unheeded | null {
  const { number, act, effectiveAt: from } = word;
  if (number === null || act === null || from === null) return 'unreadable';
  if (taken.has(number)) return 'number-taken';
  if (taken.size >= WORDS_MOST) return 'too-many';
  taken.add(number);
  const last = course.at(-1);
  if (act === 'start' && last !== undefined) return 'started-already';
  if (act !== 'start' && last === undefined) return 'not-started';
  if (last !== undefined && from < last.from) return 'before-another';
  const next = stretchFrom(word, from, instantAt(course, from), last?.speed ?? 1);
  if (next === undefined) return 'unreadable';
  if (next.at < instantAt(course, from)) return 'back';
  course.push(next);
  return null;
}

function stretchFrom(
  { act, instant, speed }: ClockWord,
  from: number,
  current: number,
  before: number,
): Stretch | undefined {
  switch (act) {
    case 'start':
      return speed === null || instant === null ? undefined : { from, at: instant, speed };
    case 'speed':
      return speed === null ? undefined : { from, at: current, speed };
    case 'pause':
      return { from, at: current, speed: 0 };
    case 'jump':
      return instant === null ? undefined : { from, at: instant, speed: before };
    case null:
      return undefined;
  }
}

/** The stretch in which this instant of the world lies. */
export function stretchAt(course: Course, world: number): Stretch | undefined {
  return course.findLast(({ from }) => from <= world);
}

/** The exercise's instant at an instant of the world; the world's own before the start. Never falls as `world` rises. */
export function instantAt(course: Course, world: number): number {
  const stretch = stretchAt(course, world);
  if (stretch === undefined) return world;
  // Microseconds of centuries, ten thousand times as many: more than a number holds exactly.
  const reached = BigInt(stretch.at) + BigInt(world - stretch.from) * BigInt(stretch.speed);
  return reached > LAST_INSTANT ? Math.max(LAST_INSTANT, stretch.at) : Number(reached);
}
