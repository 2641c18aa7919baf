import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleContext } from '#ledger/contract.ts';
import { checkDraft } from '#statement/check.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { ExerciseCode } from './codes.ts';
import { type ClockWord, readCourse, WORDS_MOST } from './course.ts';
import { clockRule } from './rules.ts';
import { exerciseClock } from './statements.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
const KEEPER = 'did:web:csirt.example';
const OTHER = 'did:web:other.example';
const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const at = (seconds: number) => NOW.add({ seconds }).toString();

const NOTHING: readonly ClockWord[] = [];
const word = (number: number, change: Partial<ClockWord>): ClockWord => ({
  digest: `word-${number}`,
  arrival: number,
  own: true,
  case: CASE,
  issuer: KEEPER,
  log: 'csirt.example/log',
  logIndex: number,
  number,
  act: 'start',
  effectiveAt: toMicroseconds(NOW.subtract({ hours: 1 })),
  instant: toMicroseconds(NOW.subtract({ hours: 1 })),
  speed: 60,
  ...change,
});
const STARTED = [word(1, {})];
const AHEAD = [
  ...STARTED,
  word(2, { act: 'pause', instant: null, speed: null, effectiveAt: toMicroseconds(NOW.add({ hours: 2 })) }),
];
/** An hour of the world after the start, which is sixty of the exercise. */
const THERE = NOW.add({ hours: 59 });

function draft(claims: Readonly<Record<string, JsonValue>>, issuer = KEEPER): Draft {
  const common = { run_by: issuer, effective_at: at(10) };
  return { type: 'exercise-clock', issuer, case: CASE, claims: { ...common, ...claims } };
}

function decided(
  claims: Readonly<Record<string, JsonValue>>,
  words: readonly ClockWord[],
  { issuer = KEEPER, realm = 'exercise:test', keeper }: { issuer?: string; realm?: string; keeper?: string } = {},
): ExerciseCode | 'yes' {
  const rule = clockRule({ realm, keeper, world: () => NOW });
  const state = { reading: readCourse(words, keeper), world: NOW, realm };
  const outcome = rule.decide(state, draft(claims, issuer), {} as RuleContext);
  return outcome.ok ? 'yes' : (outcome.refusal.code as ExerciseCode);
}

type Row = readonly [
  title: string,
  claims: Readonly<Record<string, JsonValue>>,
  words: readonly ClockWord[],
  due: ExerciseCode | 'yes',
  more?: { issuer?: string; realm?: string; keeper?: string },
];

const ROWS: readonly Row[] = [
  ['whoever comes first starts a clock', { act: 'start', speed: 60, instant: at(10) }, NOTHING, 'yes'],
  ['it can be started held', { act: 'start', speed: 0, instant: at(10) }, NOTHING, 'yes'],
  ['it can be started at a later instant', { act: 'start', speed: 1, instant: at(9_999) }, NOTHING, 'yes'],
  [
    'no clock is set in the live realm',
    { act: 'start', speed: 60, instant: at(10) },
    NOTHING,
    'exercise-clock-in-live',
    { realm: 'live' },
  ],
  [
    'another party sets no clock that somebody keeps',
    { act: 'pause' },
    STARTED,
    'exercise-clock-of-another',
    { issuer: OTHER },
  ],
  [
    'nobody is first where a party is named',
    { act: 'start', speed: 1, instant: at(10) },
    NOTHING,
    'exercise-clock-of-another',
    { issuer: OTHER, keeper: KEEPER },
  ],
  [
    'the party named sets it whoever spoke first',
    { act: 'start', speed: 1, instant: at(10) },
    STARTED,
    'yes',
    { issuer: OTHER, keeper: OTHER },
  ],
  ['nobody sets it in the name of another', { act: 'pause', run_by: OTHER }, STARTED, 'exercise-clock-of-another'],
  ['a start says how fast', { act: 'start', instant: at(10) }, NOTHING, 'exercise-clock-shape'],
  ['a start says at which instant', { act: 'start', speed: 60 }, NOTHING, 'exercise-clock-shape'],
  ['a speed says how fast', { act: 'speed' }, STARTED, 'exercise-clock-shape'],
  ['a speed names no instant', { act: 'speed', speed: 2, instant: at(9) }, STARTED, 'exercise-clock-shape'],
  ['a jump says whereto', { act: 'jump' }, STARTED, 'exercise-clock-shape'],
  [
    'a jump has no speed',
    { act: 'jump', instant: THERE.add({ hours: 9 }).toString(), speed: 2 },
    STARTED,
    'exercise-clock-shape',
  ],
  ['a pause has neither', { act: 'pause', speed: 2 }, STARTED, 'exercise-clock-shape'],
  ['a clock is started once', { act: 'start', speed: 2, instant: at(10) }, STARTED, 'exercise-clock-started'],
  ['nothing is held before it was started', { act: 'pause' }, NOTHING, 'exercise-clock-not-started'],
  ['it is set for now', { act: 'pause', effective_at: at(0) }, STARTED, 'yes'],
  ['it is set for tomorrow', { act: 'pause', effective_at: at(86_400) }, STARTED, 'yes'],
  ['not for the day after', { act: 'pause', effective_at: at(86_401) }, STARTED, 'exercise-clock-time'],
  ['not for an hour ago', { act: 'pause', effective_at: at(-3_600) }, STARTED, 'exercise-clock-time'],
  [
    'not for a day that does not exist',
    { act: 'pause', effective_at: '2026-02-30T12:00:00Z' },
    STARTED,
    'exercise-clock-time',
  ],
  [
    'not for earlier than what was said last',
    { act: 'speed', speed: 2, effective_at: at(7_199) },
    AHEAD,
    'exercise-clock-time',
  ],
  [
    'for the same instant as what was said last',
    { act: 'speed', speed: 2, effective_at: at(7_200) },
    AHEAD,
    'yes',
  ],
  ['it jumps forward', { act: 'jump', instant: THERE.add({ hours: 9 }).toString() }, STARTED, 'yes'],
  ['it never jumps back', { act: 'jump', instant: THERE.toString() }, STARTED, 'exercise-clock-back'],
  ['it never starts in the past', { act: 'start', speed: 1, instant: at(0) }, NOTHING, 'exercise-clock-back'],
  [
    'it jumps to no day that does not exist',
    { act: 'jump', instant: '2027-02-29T12:00:00Z' },
    STARTED,
    'exercise-clock-back',
  ],
];

for (const [title, claims, words, due, more] of ROWS) {
  test(`${title}: ${due}`, () => assert.equal(decided(claims, words, more), due));
}

test('it is set so many times and no more', () => {
  const words = Array.from({ length: WORDS_MOST }, (_, index) => word(index + 1, {}));
  assert.equal(decided({ act: 'pause' }, words), 'exercise-clock-too-many');
  assert.equal(decided({ act: 'pause' }, words.slice(1)), 'yes');
});

const UNFIT: readonly (readonly [title: string, claims: Readonly<Record<string, unknown>>])[] = [
  ['a negative speed', { act: 'speed', speed: -1 }],
  ['a speed that is no number', { act: 'speed', speed: Number.NaN }],
  ['a speed without end', { act: 'speed', speed: Number.POSITIVE_INFINITY }],
  ['half a time as fast', { act: 'speed', speed: 0.5 }],
  ['a speed in words', { act: 'speed', speed: '60' }],
  ['more than ten thousand times', { act: 'speed', speed: 10_001 }],
  ['a jump behind the year 2199', { act: 'jump', instant: '2200-01-01T00:00:00Z' }],
  ['a jump before the year 1900', { act: 'jump', instant: '1899-12-31T23:59:59Z' }],
  ['a jump in local time', { act: 'jump', instant: '2027-03-01T12:00:00+02:00' }],
  ['an act of another kind', { act: 'rewind' }],
  ['no instant from which it holds', { act: 'pause', effective_at: '' }],
];

for (const [title, claims] of UNFIT) {
  test(`${title} is refused before any rule is asked`, () => {
    const outcome = checkDraft(exerciseClock, draft(claims as Readonly<Record<string, JsonValue>>));
    assert.ok(!outcome.ok);
  });
}

test('what a clock needs passes the same check, up to the last year and the highest speed', () => {
  const fit = [
    { act: 'start', speed: 10_000, instant: '2199-12-31T23:59:59Z' },
    { act: 'pause' },
    { act: 'speed', speed: 0 },
  ];
  for (const claims of fit) assert.ok(checkDraft(exerciseClock, draft(claims)).ok, JSON.stringify(claims));
});
