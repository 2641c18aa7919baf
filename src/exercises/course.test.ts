import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ClockWord, instantAt, LAST_INSTANT, readCourse, WORDS_MOST } from './course.ts';
import { CLOCK_ACTS, type ClockAct, SPEED_MOST } from './statements.ts';

const KEEPER = 'did:web:csirt.example';
const OTHER = 'did:web:other.example';
const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
const BEGUN = Date.UTC(2026, 2, 1, 12) * 1000;

type Said = Partial<Omit<ClockWord, 'act'>> & { readonly act: ClockAct };

/** Words as the keeper says them: a number, a place in the log and a second later each, unless said otherwise. */
function said(...words: readonly Said[]): readonly ClockWord[] {
  return words.map((word, at) => ({
    digest: `word-${String(at).padStart(3, '0')}`,
    arrival: at + 1,
    own: true,
    case: null,
    issuer: KEEPER,
    log: 'csirt.example/log',
    logIndex: at,
    number: at + 1,
    effectiveAt: BEGUN + at * SECOND,
    instant: null,
    speed: null,
    ...word,
  }));
}

const start = (speed = 1, more: Partial<Omit<ClockWord, 'act'>> = {}): Said => ({
  act: 'start',
  speed,
  instant: BEGUN,
  ...more,
});
const why = (words: readonly ClockWord[], named?: string) =>
  readCourse(words, named).heard.map(({ unheeded }) => unheeded);

const word = fc.record({
  act: fc.constantFrom(...CLOCK_ACTS),
  issuer: fc.constantFrom(KEEPER, KEEPER, KEEPER, OTHER),
  number: fc.option(fc.integer({ min: 1, max: 9 })),
  logIndex: fc.integer({ min: 0, max: 9 }),
  effectiveAt: fc.option(fc.integer({ min: BEGUN, max: BEGUN + 20 * SECOND })),
  instant: fc.option(fc.integer({ min: BEGUN - HOUR, max: BEGUN + 9_000 * HOUR })),
  speed: fc.option(fc.integer({ min: 0, max: SPEED_MOST })),
});
const conversation = fc.array(word, { maxLength: 12 }).map((words) => said(start(60), ...(words as Said[])));
const moments = fc.array(fc.integer({ min: BEGUN - HOUR, max: BEGUN + 24 * HOUR }), { maxLength: 20 });

test('any order of arrival gives the same instants, whoever is named, whatever was said', () => {
  const arranged = conversation.chain((words) =>
    fc.tuple(fc.constant(words), fc.shuffledSubarray([...words], { minLength: words.length }), moments),
  );
  fc.assert(
    fc.property(arranged, ([words, shuffled, worlds]) => {
      const arrived = shuffled.map((one, at) => ({ ...one, arrival: at + 1, own: at % 2 === 0 }));
      const [one, other] = [readCourse(words, KEEPER), readCourse(arrived, KEEPER)];
      assert.deepEqual(one.course, other.course);
      assert.deepEqual(
        one.heard.map(({ digest, unheeded }) => [digest, unheeded]),
        other.heard.map(({ digest, unheeded }) => [digest, unheeded]),
      );
      for (const world of worlds) assert.equal(instantAt(one.course, world), instantAt(other.course, world));
    }),
  );
});

test('as the world goes on the exercise’s instant never goes back', () => {
  fc.assert(
    fc.property(conversation, moments, (words, worlds) => {
      const { course } = readCourse(words, KEEPER);
      const instants = worlds.sort((one, other) => one - other).map((world) => instantAt(course, world));
      assert.deepEqual(
        instants,
        [...instants].sort((one, other) => one - other),
      );
    }),
  );
});

test('every word is shown, and one that moves nothing says why', () => {
  fc.assert(
    fc.property(conversation, (words) => {
      const { heard, course } = readCourse(words, KEEPER);
      assert.equal(heard.length, words.length);
      assert.equal(heard.filter(({ unheeded }) => unheeded === null).length, course.length);
    }),
  );
});

test('before its start the exercise has the world’s time', () => {
  const { course } = readCourse(said(start(60, { instant: BEGUN + HOUR })), undefined);
  assert.equal(instantAt(course, BEGUN - 1), BEGUN - 1);
  assert.equal(instantAt(course, BEGUN), BEGUN + HOUR);
  assert.equal(instantAt([], BEGUN), BEGUN);
});

test('a year passes in an hour at speed 8760, to the microsecond', () => {
  const { course } = readCourse(said(start(8_760)), undefined);
  assert.equal(instantAt(course, BEGUN + HOUR), BEGUN + 365 * 24 * HOUR);
  assert.equal(instantAt(course, BEGUN + 1), BEGUN + 8_760);
});

test('a pause holds, and speed 0 is one; a speed goes on from there', () => {
  for (const held of [{ act: 'pause' }, { act: 'speed', speed: 0 }] as const) {
    const words = said(start(60), held, { act: 'speed', speed: 2, effectiveAt: BEGUN + HOUR });
    const { course } = readCourse(words, undefined);
    assert.equal(instantAt(course, BEGUN + HOUR - 1), BEGUN + 60 * SECOND);
    assert.equal(instantAt(course, BEGUN + 2 * HOUR), BEGUN + 60 * SECOND + 2 * HOUR);
  }
});

test('a jump goes on from its instant as fast as before, also out of a pause, where it stays', () => {
  const to = BEGUN + 100 * HOUR;
  const running = readCourse(said(start(60), { act: 'jump', instant: to }), undefined).course;
  assert.equal(instantAt(running, BEGUN + 2 * SECOND), to + 60 * SECOND);
  const paused = readCourse(said(start(60), { act: 'pause' }, { act: 'jump', instant: to }), undefined).course;
  assert.equal(instantAt(paused, BEGUN + 9 * SECOND), to);
});

test('a jump back moves nothing, nor does a start before the world’s time', () => {
  assert.deepEqual(why(said(start(60), { act: 'jump', instant: BEGUN })), [null, 'back']);
  assert.deepEqual(why(said(start(1, { instant: BEGUN - 1 }))), ['back']);
});

test('it stands at the end of the year 2199, for however long and however fast', () => {
  const { course } = readCourse(said(start(SPEED_MOST)), undefined);
  assert.equal(instantAt(course, BEGUN + 200 * 365 * 24 * HOUR), LAST_INSTANT);
  assert.equal(instantAt(course, Number.MAX_SAFE_INTEGER), LAST_INSTANT);
});

test('of two words under one number the one lower in the log counts, and both are heard', () => {
  const twins = said(start(1), { act: 'speed', speed: 60 }, { act: 'speed', speed: 7, number: 2 });
  assert.deepEqual(why(twins), [null, null, 'number-taken']);
  const turned = twins.map((one) => (one.number === 2 ? { ...one, logIndex: 10 - one.logIndex } : one));
  const { course, heard } = readCourse(turned, undefined);
  assert.equal(course.at(-1)?.speed, 7);
  assert.equal(heard.length, 3);
});

test('two who each start a clock: the named one sets it, or who spoke first here, and the other is heard in vain', () => {
  const words = said(start(60), start(2, { issuer: OTHER, instant: BEGUN + SECOND }));
  assert.equal(readCourse(words, undefined).keeper, KEEPER);
  assert.deepEqual(why(words), [null, 'of-another']);
  const named = readCourse(words, OTHER);
  assert.equal(named.course[0]?.speed, 2);
  assert.equal(readCourse(words, 'did:web:nobody.example').course.length, 0);
});

test('a second start, a word before the start, and one for earlier than the last move nothing', () => {
  assert.deepEqual(why(said({ act: 'speed', speed: 2 }, { act: 'pause' })), ['not-started', 'not-started']);
  assert.deepEqual(why(said(start(), start())), [null, 'started-already']);
  assert.deepEqual(why(said(start(), { act: 'pause', effectiveAt: BEGUN - 1 })), [null, 'before-another']);
});

test('what is withheld or makes no sense is heard and moves nothing', () => {
  const broken = [{ number: null }, { effectiveAt: null }, { speed: null }, { instant: null }] as const;
  for (const part of broken) assert.deepEqual(why(said(start(60, part))), ['unreadable'], JSON.stringify(part));
  assert.deepEqual(why(said(start(), { act: 'jump' })), [null, 'unreadable']);
  assert.deepEqual(why([{ ...said(start())[0]!, act: null }]), ['unreadable']);
});

test('behind so many words no other counts, wherever it arrives', () => {
  const many = said(start(), ...Array.from({ length: WORDS_MOST }, (): Said => ({ act: 'pause' })));
  const { course, heard } = readCourse(many.toReversed(), KEEPER);
  assert.equal(course.length, WORDS_MOST);
  assert.equal(heard.at(-1)?.unheeded, 'too-many');
});
